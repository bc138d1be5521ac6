// SPDX-License-Identifier: Apache-2.0
// The head's bytes, and the beginnings of the files that phones send.
#include "routing/domain/medium.hpp"

#include <algorithm>

#include "routing/domain/assert.hpp"

namespace tipwire::routing {

namespace {

constexpr std::uint8_t head_version = 1;
constexpr std::size_t fixed_size = 1 + 16 + 8 + 2;

template <std::size_t Width>
void append_number(Bytes& out, std::uint64_t number) {
    for (std::size_t i = Width; i-- > 0;)
        out.push_back(static_cast<std::uint8_t>(number >> (8 * i)));
}

std::uint64_t number_of(ByteView bytes) {
    std::uint64_t number = 0;
    for (const auto byte : bytes) number = number << 8 | byte;
    return number;
}

}  // namespace

std::string_view name(MediumState state) {
    switch (state) {
        case MediumState::waiting: return "waiting";
        case MediumState::cleaned: return "cleaned";
        case MediumState::uncleaned: return "uncleaned";
        case MediumState::refused: return "refused";
        case MediumState::held: return "held";
    }
    return "unknown";
}

bool is_final(MediumState state) { return state != MediumState::waiting; }

Secret<Bytes> encode(const MediumHead& head) {
    TIPWIRE_ASSERT(head.type.size() <= UINT16_MAX);
    Bytes out;
    out.reserve(fixed_size + head.type.size() + head.url.size());  // one buffer: nothing unwiped
    out.push_back(head_version);
    out.insert(out.end(), head.id.begin(), head.id.end());
    append_number<8>(out, head.size);
    append_number<2>(out, head.type.size());
    out.insert(out.end(), head.type.begin(), head.type.end());
    out.insert(out.end(), head.url.begin(), head.url.end());
    return Secret<Bytes>{std::move(out)};
}

Result<MediumHead> decode_medium_head(ByteView bytes) {
    const Error damaged{Errc::damaged, "a medium's head does not decode"};
    if (bytes.size() < fixed_size || bytes[0] != head_version) return damaged;
    MediumHead head;
    std::copy_n(bytes.begin() + 1, head.id.size(), head.id.begin());
    head.size = number_of(bytes.subspan(17, 8));
    const auto type_size = static_cast<std::size_t>(number_of(bytes.subspan(25, 2)));
    const ByteView rest = bytes.subspan(fixed_size);
    if (type_size > rest.size()) return damaged;
    head.type = as_text(rest.first(type_size));
    head.url = as_text(rest.subspan(type_size));
    return head;
}

// ---- what bytes are -----------------------------------------------------------------------------

namespace {

struct Magic {
    std::size_t at;
    std::string_view bytes;
    std::string_view type;
};

using namespace std::string_view_literals;

// The kinds of 3GPP TS 26.140 (MMS) and what telephones of today send besides.
constexpr Magic magics[] = {
    {0, "\xFF\xD8\xFF"sv, "image/jpeg"},
    {0, "\x89PNG\r\n\x1A\n"sv, "image/png"},
    {0, "GIF87a"sv, "image/gif"},
    {0, "GIF89a"sv, "image/gif"},
    {0, "BM"sv, "image/bmp"},
    {0, "II*\0"sv, "image/tiff"},
    {0, "MM\0*"sv, "image/tiff"},
    {8, "WEBP"sv, "image/webp"},
    {4, "ftypheic"sv, "image/heic"},
    {4, "ftypheix"sv, "image/heic"},
    {4, "ftypmif1"sv, "image/heif"},
    {4, "ftypavif"sv, "image/avif"},
    {0, "#!AMR"sv, "audio/amr"},
    {0, "OggS"sv, "audio/ogg"},
    {0, "ID3"sv, "audio/mpeg"},
    {0, "\xFF\xFB"sv, "audio/mpeg"},
    {0, "\xFF\xF3"sv, "audio/mpeg"},
    {0, "\xFF\xF1"sv, "audio/aac"},
    {0, "\xFF\xF9"sv, "audio/aac"},
    {0, "MThd"sv, "audio/midi"},
    {8, "WAVE"sv, "audio/wav"},
    {4, "ftypM4A "sv, "audio/mp4"},
    {4, "ftyp3g"sv, "video/3gpp"},
    {4, "ftypqt  "sv, "video/quicktime"},
    {4, "ftyp"sv, "video/mp4"},
    {0, "\x1A\x45\xDF\xA3"sv, "video/webm"},
    {8, "AVI "sv, "video/x-msvideo"},
    {0, "%PDF-"sv, "application/pdf"},
    {0, "BEGIN:VCARD"sv, "text/vcard"},
};

// Those whose name stands at 8 are RIFF files; the name alone is nothing.
bool fits(std::string_view file, const Magic& magic) {
    if (magic.at == 8 && !file.starts_with("RIFF")) return false;
    return file.size() >= magic.at && file.substr(magic.at).starts_with(magic.bytes);
}

}  // namespace

std::string_view type_by_magic(ByteView bytes) {
    const std::string_view file = as_text(bytes.first(std::min<std::size_t>(bytes.size(), 32)));
    for (const auto& magic : magics) {
        if (fits(file, magic)) return magic.type;
    }
    return "application/octet-stream";
}

bool can_be_cleaned(std::string_view type) { return type == "image/jpeg" || type == "image/png"; }

bool type_matches(std::string_view pattern, std::string_view type) {
    if (pattern == "*") return true;
    if (!pattern.ends_with("/*")) return pattern == type;
    return type.starts_with(pattern.substr(0, pattern.size() - 1));
}

}  // namespace tipwire::routing
