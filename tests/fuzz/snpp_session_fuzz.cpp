// SPDX-License-Identifier: Apache-2.0
// Strangers' bytes as an SNPP session, in pieces: every reply has a code, every page a pager.
#include "gateway/pager/snpp_session.hpp"

#include <algorithm>

#include "gateway/pager/line_buffer.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/valid_text.hpp"

namespace tipwire::fuzz {

namespace {

const gateway::SnppRules& rules() {
    static const auto made = [] {
        gateway::SnppRules few;
        few.pagers = {"5551234", "5550001"};
        few.limits.line_bytes = 64;
        few.limits.text_bytes = 96;
        return few;
    }();
    return made;
}

bool is_reply(std::string_view reply) {
    return reply.empty() || (reply.size() > 5 && reply.ends_with("\r\n") && reply[0] >= '2' &&
                             reply[0] <= '5' && reply[3] == ' ');
}

// Commits two pages of three.
void step(gateway::SnppSession& session, const gateway::snpp::Event& event, int& sent) {
    auto action = session.on(event);
    if (action.commit) {
        require(!session.pagers().empty());
        require(is_valid_text(session.text().reveal()));
        require(session.text().reveal().size() <= 3 * (rules().limits.text_bytes + 1));
        if (++sent % 3 == 0) {
            action = session.on(gateway::snpp::NotCommitted{});
        } else {
            action = session.on(gateway::snpp::Committed{"job"});
        }
        require(!action.commit && !action.reply.empty());
    }
    require(is_reply(action.reply));
}

}  // namespace

void run(Input input) {
    const auto piece = 1 + input.choose(70);
    auto bytes = input.rest();
    gateway::SnppSession session(rules());
    gateway::LineBuffer lines(rules().limits.line_bytes);
    int sent = 0;
    while (!bytes.empty()) {
        const auto space = lines.space();
        require(!space.empty());
        const auto count = std::min({piece, space.size(), bytes.size()});
        bytes.copy(space.data(), count);
        bytes.remove_prefix(count);
        lines.received(count);
        for (auto taken = lines.next(); taken.what != gateway::LineBuffer::What::none;
             taken = lines.next()) {
            if (taken.what == gateway::LineBuffer::What::too_long) {
                step(session, gateway::snpp::LineTooLong{}, sent);
            } else {
                require(taken.text.size() <= rules().limits.line_bytes);
                step(session, gateway::snpp::Line{taken.text, taken.crlf}, sent);
            }
        }
    }
}

}  // namespace tipwire::fuzz
