// SPDX-License-Identifier: Apache-2.0
// A contact's report as JSON: what is taken, and what the complaint about the rest says.
#include "gateway/http/referral_json.hpp"

#include <gtest/gtest.h>

namespace tipwire::gateway {
namespace {

using routing::Errc;
using routing::ReferralStatus;

std::string complaint(std::string_view json) {
    const auto update = parse_referral_update(json);
    return update ? "taken" : update.error().detail;
}

TEST(ReferralUpdateJson, TakesEveryMember) {
    const auto update = parse_referral_update(
        R"({"state":"decided","decision":"case_opened","register":{"number":"KUSP-17",)"
        R"("date":"2026-11-22","desk":"Kirovsky"},"outcomes":[{"kind":"arrest","count":2},)"
        R"({"kind":"seizure","substance":"heroin","grams":350}],"note":"n","question":"q",)"
        R"("unknown":{"is":"ignored"}})");

    ASSERT_TRUE(update) << update.error().detail;
    EXPECT_EQ(update->state, ReferralStatus::decided);
    EXPECT_EQ(update->decision, routing::Decision::case_opened);
    EXPECT_EQ(update->entry, (routing::RegisterEntry{"KUSP-17", "2026-11-22", "Kirovsky"}));
    ASSERT_EQ(update->outcomes.size(), 2u);
    EXPECT_EQ(update->outcomes[0].count, 2u);
    EXPECT_EQ(update->outcomes[1].substance, "heroin");
    EXPECT_EQ(update->outcomes[1].grams, 350u);
    EXPECT_EQ(update->note, "n");
    EXPECT_EQ(update->question, "q");
}

TEST(ReferralUpdateJson, NeedsOnlyAState) {
    for (const char* state : {"acknowledged", "registered", "under_check", "closed"}) {
        EXPECT_EQ(complaint(R"({"state":")" + std::string(state) + R"("})"), "taken") << state;
    }
}

TEST(ReferralUpdateJson, TakesNullAsAbsent) {
    EXPECT_EQ(complaint(R"({"state":"acknowledged","decision":null,"register":null,)"
                        R"("outcomes":null,"note":null})"),
              "taken");
}

TEST(ReferralUpdateJson, NamesTheMemberThatIsWrong) {
    const std::pair<const char*, const char*> cases[] = {
        {R"({})", "/state"},
        {R"({"state":7})", "/state"},
        {R"({"state":"shelved"})", "/state"},
        {R"({"state":"delivered"})", "/state"},
        {R"({"state":"rerouted"})", "/state"},
        {R"({"state":"decided"})", "/decision"},
        {R"({"state":"decided","decision":"maybe"})", "/decision"},
        {R"({"state":"acknowledged","decision":"refused"})", "/decision"},
        {R"({"state":"registered","register":"KUSP-17"})", "/register"},
        {R"({"state":"registered","register":{}})", "/register"},
        {R"({"state":"registered","register":{"number":17}})", "/register/number"},
        {R"({"state":"registered","register":{"number":"1","date":"31.12.2026"}})", "/register"},
        {R"({"state":"closed","outcomes":{}})", "/outcomes"},
        {R"({"state":"closed","outcomes":["arrest"]})", "/outcomes/0"},
        {R"({"state":"closed","outcomes":[{"kind":"arrest"},{}]})", "/outcomes/1/kind"},
        {R"({"state":"closed","outcomes":[{"kind":"applause"}]})", "/outcomes/0"},
        {R"({"state":"closed","outcomes":[{"kind":"arrest","count":0}]})", "/outcomes/0"},
        {R"({"state":"closed","outcomes":[{"kind":"arrest","count":-1}]})", "/outcomes/0/count"},
        {R"({"state":"closed","outcomes":[{"kind":"arrest","count":1.5}]})", "/outcomes/0/count"},
        {R"({"state":"closed","outcomes":[{"kind":"arrest","count":4294967296}]})",
         "/outcomes/0/count"},
        {R"({"state":"closed","outcomes":[{"kind":"arrest","grams":5}]})", "/outcomes/0"},
        {R"({"state":"closed","outcomes":[{"kind":"seizure","substance":"x","grams":"5"}]})",
         "/outcomes/0/grams"},
        {R"({"state":"closed","outcomes":[{"kind":"seizure","substance":"x"}]})", "/outcomes/0"},
        {R"({"state":"closed","note":["n"]})", "/note"},
        {R"({"state":"closed","question":1})", "/question"},
    };
    for (const auto& [json, pointer] : cases) {
        const auto update = parse_referral_update(json);
        ASSERT_FALSE(update) << json;
        EXPECT_EQ(update.error().code, Errc::bad_request) << json;
        EXPECT_TRUE(update.error().detail.starts_with(std::string(pointer) + ": "))
            << json << " gave " << update.error().detail;
    }
}

TEST(ReferralUpdateJson, IsUnreadableUnlessItIsAnObject) {
    for (const char* json : {"", "[]", "state=acknowledged", "{\"state\":", "\"acknowledged\""}) {
        const auto update = parse_referral_update(json);
        ASSERT_FALSE(update) << json;
        EXPECT_EQ(update.error().code, Errc::unreadable_body) << json;
    }
}

TEST(ReferralUpdateJson, NeverQuotesWhatWasSent) {
    EXPECT_EQ(complaint(R"({"state":"canary-7734"})").find("canary"), std::string::npos);
    EXPECT_EQ(complaint(R"({"state":"closed","outcomes":[{"kind":"canary-7734"}]})").find("canary"),
              std::string::npos);
}

TEST(ReferralUpdateJson, HoldsANoteUpToItsLimit) {
    const auto with_note = [](std::size_t size) {
        return R"({"state":"closed","note":")" + std::string(size, 'n') + R"("})";
    };

    EXPECT_EQ(complaint(with_note(4000)), "taken");
    EXPECT_TRUE(complaint(with_note(4001)).starts_with("/note: "));
}

TEST(ReferralUpdateJson, HoldsOutcomesUpToTheirLimit) {
    const auto with_outcomes = [](int count) {
        std::string list;
        for (int i = 0; i < count; ++i) list += std::string(i ? "," : "") + R"({"kind":"arrest"})";
        return R"({"state":"closed","outcomes":[)" + list + "]}";
    };

    EXPECT_EQ(complaint(with_outcomes(100)), "taken");
    EXPECT_TRUE(complaint(with_outcomes(101)).starts_with("/outcomes: "));
}

TEST(ReferralUpdateJson, KeepsNoZeroByte) {
    const auto update = parse_referral_update(R"({"state":"closed","note":"a\u0000b"})");

    ASSERT_TRUE(update);
    EXPECT_EQ(update->note,
              "a\xEF\xBF\xBD"
              "b");
}

}  // namespace
}  // namespace tipwire::gateway
