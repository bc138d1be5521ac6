// SPDX-License-Identifier: Apache-2.0
// Which keys each form of proof takes, which it needs, and what may stand in them.
#include "config/verifier_reader.hpp"

#include <algorithm>

#include "config/profile_table.hpp"

namespace tipwire::config {

namespace {

struct KindRow {
    VerifierKind kind;
    std::string_view name;
    Texts needed;
    Texts optional;
};

const std::vector<KindRow>& kind_rows() {
    using K = VerifierKind;
    static const std::vector<KindRow> rows{
        {K::twilio_sha1, "twilio_sha1", {"header"}, {"sha256_header"}},
        {K::standard_webhooks, "standard_webhooks", {}, {}},
        {K::shared_secret, "shared_secret", {"where"}, {}},
        {K::hmac_template,
         "hmac_template",
         {"header", "template"},
         {"hash", "encoding", "prefix", "nonce_header", "timestamp_header", "window"}},
        {K::sorted_fields, "sorted_fields", {"field", "hash"}, {}},
        {K::nonce, "nonce", {"header", "nonce_header"}, {}},
        {K::jwt, "jwt", {"header"}, {"prefix", "algorithms", "issuer", "url_hash", "window"}},
        {K::ed25519, "ed25519", {"header", "template"}, {"timestamp_header", "window"}},
    };
    return rows;
}

bool is_place_of_secret(std::string_view where) {
    for (const std::string_view named : {"query:", "header:", "field:"}) {
        if (where.starts_with(named)) return where.size() > named.size();
    }
    return where == "path:token" || where == "basic";
}

class VerifierReader {
public:
    VerifierReader(const toml::table& table, Report& report) : row_(table, "[verifier]", report) {}

    Verifier read() {
        row_.require("kind");
        Texts names;
        for (const auto& row : kind_rows()) names.emplace_back(row.name);
        const auto chosen = row_.choose("kind", names);
        read_keys();
        row_.finish();
        if (chosen) check(kind_rows()[*chosen]);
        return std::move(verifier_);
    }

private:
    void read_keys();
    void read_window();
    void read_url_hash();
    void check(const KindRow& row);
    void check_hash();
    void check_template();

    bool uses(std::string_view placeholder) const {
        return verifier_.signed_text.find(placeholder) != std::string::npos;
    }

    ProfileTable row_;
    Verifier verifier_;
};

void VerifierReader::read_keys() {
    row_.read_some("header", verifier_.headers);
    row_.read("sha256_header", verifier_.sha256_header);
    row_.read("where", verifier_.where);
    row_.read("field", verifier_.field);
    row_.read("template", verifier_.signed_text);
    row_.read("hash", verifier_.hash);
    row_.choose("encoding", {"hex", "base64"}, verifier_.encoding);
    row_.read("prefix", verifier_.prefix);
    row_.read("nonce_header", verifier_.nonce_header);
    row_.read("timestamp_header", verifier_.timestamp_header);
    row_.choose_some("algorithms", {"HS256", "HS384", "HS512"}, verifier_.algorithms);
    row_.read("issuer", verifier_.issuer);
    read_window();
    read_url_hash();
}

void VerifierReader::read_window() {
    std::string text;
    if (!row_.read("window", text)) return;
    const auto window = routing::parse_duration(text);
    if (!window || *window < std::chrono::seconds{1} || *window > std::chrono::hours{24})
        return row_.refuse("window", "must be a duration from 1s to 1d, such as \"5m\"");
    verifier_.window = std::chrono::duration_cast<std::chrono::seconds>(*window);
}

void VerifierReader::read_url_hash() {
    const auto* node = row_.get("url_hash");
    if (node == nullptr) return;
    if (const auto given = node->value_exact<bool>())
        verifier_.url_hash = *given;
    else
        row_.refuse("url_hash", "must be true or false");
}

void VerifierReader::check(const KindRow& row) {
    verifier_.kind = row.kind;
    for (const auto& key : row.needed) row_.require(key);
    Texts taken = row.needed;
    taken.insert(taken.end(), row.optional.begin(), row.optional.end());
    for (const std::string key :
         {"header", "sha256_header", "where", "field", "template", "hash", "encoding", "prefix",
          "nonce_header", "timestamp_header", "algorithms", "issuer", "window", "url_hash"}) {
        if (!row_.has(key) || std::find(taken.begin(), taken.end(), key) != taken.end()) continue;
        row_.refuse(key, "is not for kind '" + std::string(row.name) + "'" +
                             (taken.empty() ? ", which takes no other keys"
                                            : "; that takes " + in_words(taken)));
    }
    if (row_.has("header") && verifier_.headers.empty()) row_.refuse("header", "must not be empty");
    if (row.kind == VerifierKind::shared_secret && row_.has("where") &&
        !is_place_of_secret(verifier_.where)) {
        row_.refuse("where",
                    "must be \"path:token\", \"query:NAME\", \"header:NAME\", \"field:NAME\" or "
                    "\"basic\"");
    }
    if (row_.has("hash")) check_hash();
    if (row_.has("template")) check_template();
}

void VerifierReader::check_hash() {
    const bool sorted = verifier_.kind == VerifierKind::sorted_fields;
    row_.choose("hash", sorted ? sorted_fields_hashes() : Texts{"sha1", "sha256", "sha512"},
                verifier_.hash);
}

// Each placeholder has its header and each header its placeholder; the body is always signed.
void VerifierReader::check_template() {
    if (!uses("{body}"))
        row_.refuse("template", "must hold {body}: what is not signed can be changed");
    const bool hmac = verifier_.kind == VerifierKind::hmac_template;
    const Texts known =
        hmac ? Texts{"{body}", "{url}", "{nonce}", "{timestamp}"} : Texts{"{body}", "{timestamp}"};
    const auto& text = verifier_.signed_text;
    for (auto open = text.find('{'); open != text.npos; open = text.find('{', open + 1)) {
        const auto word = text.substr(open, text.find('}', open) - open + 1);
        if (std::find(known.begin(), known.end(), word) == known.end())
            row_.refuse("template", "has '" + word + "'; there are " + in_words(known));
    }
    if (uses("{nonce}") != row_.has("nonce_header"))
        row_.refuse("template", "needs {nonce} and 'nonce_header' together");
    if (uses("{timestamp}") != row_.has("timestamp_header"))
        row_.refuse("template", "needs {timestamp} and 'timestamp_header' together");
    if (row_.has("window") && !uses("{timestamp}"))
        row_.refuse("window", "needs {timestamp} in 'template'");
}

}  // namespace

const Texts& sorted_fields_hashes() {
    static const Texts hashes{"md5", "hmac_md5", "hmac_sha1", "hmac_sha256", "hmac_sha512"};
    return hashes;
}

Verifier read_verifier(const toml::table& table, Report& report) {
    return VerifierReader(table, report).read();
}

}  // namespace tipwire::config
