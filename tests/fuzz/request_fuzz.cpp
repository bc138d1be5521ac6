// SPDX-License-Identifier: Apache-2.0
// Bytes of a connection, arriving in pieces: requests within the limits, or a refusal; the same in
// one piece.
#include <algorithm>
#include <string>
#include <vector>

#include "gateway/http/request_reader.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace tipwire::fuzz {

namespace {

using Step = gateway::RequestReader::Step;

void check(const gateway::Request& request, const gateway::HttpLimits& limits) {
    require(!request.method.empty() && request.target.starts_with('/'));
    require(request.headers.size() <= limits.header_count);
    require(request.body.size() <= limits.body_bytes);
}

// What came of the bytes, as text; read in pieces of this size.
std::string story(std::string_view bytes, std::size_t piece) {
    gateway::HttpLimits limits;
    limits.head_bytes = 4096;
    limits.body_bytes = 8192;
    gateway::BufferBudget budget{.max = 64 * 1024};
    gateway::RequestReader reader(limits, budget);
    std::string told;
    while (true) {
        switch (reader.advance()) {
            case Step::send_continue: break;  // only where the body had not come with the head
            case Step::refused:  // of two reasons to refuse, the one that was seen first is told
                require(reader.refusal() >= 400 && reader.refusal() <= 505);
                return told + "refused";
            case Step::complete:
                check(reader.request(), limits);
                told += std::string(reader.request().method) + " " +
                        std::string(reader.request().target) + " " +
                        std::string(reader.request().body) + ";";
                if (!reader.keep_alive()) return told;
                reader.next();
                break;
            case Step::need_more: {
                if (bytes.empty()) return told;
                const auto space = reader.space();
                require(!space.empty());
                const auto count = std::min({bytes.size(), space.size(), piece});
                std::copy_n(bytes.begin(), count, space.begin());
                reader.received(count);
                bytes.remove_prefix(count);
                break;
            }
        }
    }
}

}  // namespace

void run(Input input) {
    const std::size_t piece = 1 + input.choose(32);
    require(story(input.rest(), piece) == story(input.rest(), input.rest().size()));
}

}  // namespace tipwire::fuzz
