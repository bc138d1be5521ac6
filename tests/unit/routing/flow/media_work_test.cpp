// SPDX-License-Identifier: Apache-2.0
// A medium's way through intake, outbox, cleaner and store, with a made-up provider and cleaner.
#include "routing/flow/media_work.hpp"

#include <gtest/gtest.h>

#include "tests/support/flow_world.hpp"

namespace tipwire::routing {
namespace {

using testing::FlowWorld;

const std::string jpeg = "\xFF\xD8\xFF\xE0 a picture with a secret in it";
constexpr const char* address = "https://provider.example/Accounts/AC1/Media/ME1";

class ScriptedFetcher : public MediaFetcher {
public:
    boost::asio::awaitable<FetchOutcome> fetch(std::string source, SecretString url) override {
        asked.push_back(source + " " + url.reveal());
        co_return answer;
    }
    std::vector<std::string> asked;
    FetchOutcome answer = RetryAfter{};
};

class ScriptedCleaner : public MediaCleaner {
public:
    boost::asio::awaitable<Result<SecretBytes>> clean(std::string_view, SecretBytes) override {
        co_return answer;
    }
    Result<SecretBytes> answer = SecretBytes(Bytes{'c', 'l', 'e', 'a', 'n'});
};

SecretBytes bytes_of(std::string_view text) {
    const auto bytes = as_bytes(text);
    return SecretBytes(Bytes(bytes.begin(), bytes.end()));
}

Media at_provider() { return {"image/jpeg", address, {}}; }
Media given(std::string_view text) {
    const auto bytes = as_bytes(text);
    return {"image/jpeg", "", Bytes(bytes.begin(), bytes.end())};
}

}  // namespace

class MediaWay : public ::testing::Test {
protected:
    explicit MediaWay(MediaRules rules = {})
        : work_(world_.store, world_.store, *world_.vault, fetcher_, cleaner_, world_.clock,
                world_.random, world_.log, std::move(rules),
                [](MediumSeq medium, const std::string& contact) {
                    return "https://us.example/m/" + contact + std::to_string(medium.value);
                }) {
        world_.dispatcher.use_media(work_);
    }

    TipSeq send(std::vector<Media> media) {
        InboundMessage message;
        message.source = "sms";
        message.provider_id = SecretString("id " + std::to_string(++ids_));
        message.sender = PhoneNumber::parse("+7701000000" + std::to_string(ids_));
        message.recipient = "002";
        message.text = TipText("look");
        message.media = std::move(media);
        return world_.run(world_.intake.receive(std::move(message))).value().tip;
    }
    std::vector<MediumView> media(TipSeq tip) {
        const auto stored = world_.run(world_.store.tip(tip)).value();
        return world_.run(work_.of(tip, stored.key));
    }
    Result<MediumContent> content(MediumSeq seq, bool uncleaned = false) {
        return world_.run(work_.content(seq, uncleaned));
    }
    void wait() { world_.clock.run_for(std::chrono::seconds{5}); }
    // All that the contact was told of media, newest last.
    std::vector<NoticeMedium> told() {
        std::vector<NoticeMedium> all;
        for (const auto& notice : world_.channel->notices)
            all.insert(all.end(), notice.media.begin(), notice.media.end());
        return all;
    }

    FlowWorld world_;
    ScriptedFetcher fetcher_;
    ScriptedCleaner cleaner_;
    MediaWork work_;
    int ids_ = 0;
};

TEST_F(MediaWay, FromTheProviderToTheContact) {
    fetcher_.answer = bytes_of(jpeg);
    world_.start_dispatcher();
    const auto tip = send({at_provider()});
    wait();

    EXPECT_EQ(fetcher_.asked, std::vector<std::string>{std::string("sms ") + address});
    ASSERT_EQ(media(tip).size(), 1u);
    const auto view = media(tip)[0];
    EXPECT_EQ(view.state, MediumState::cleaned);
    EXPECT_EQ(view.type, "image/jpeg");
    EXPECT_EQ(view.size, 5u);
    EXPECT_EQ(as_text(content(view.seq)->bytes.reveal()), "clean");
    ASSERT_FALSE(told().empty());
    EXPECT_EQ(told().back().state, "cleaned");
    EXPECT_TRUE(told().back().cleaned);
    EXPECT_TRUE(told().back().url.starts_with("https://us.example/m/police"));
}

TEST_F(MediaWay, WhatCameInlineIsCleanedAlike) {
    world_.start_dispatcher();
    const auto tip = send({given(jpeg)});
    wait();

    EXPECT_TRUE(fetcher_.asked.empty());
    EXPECT_EQ(media(tip)[0].state, MediumState::cleaned);
    EXPECT_EQ(as_text(content(media(tip)[0].seq, true)->bytes.reveal()), "clean");
}

TEST_F(MediaWay, ALargeOneIsKeptInPieces) {
    const std::string large = jpeg + std::string(600'000, 'x');
    cleaner_.answer = Error{Errc::unreadable_body, ""};
    world_.start_dispatcher();
    const auto tip = send({given(large)});
    wait();

    EXPECT_EQ(as_text(content(media(tip)[0].seq, true)->bytes.reveal()), large);
}

TEST_F(MediaWay, WhatTheCleanerCannotReadGoesNowhereButStaysForOperators) {
    cleaner_.answer = Error{Errc::unreadable_body, ""};
    fetcher_.answer = bytes_of(jpeg);
    world_.start_dispatcher();
    const auto tip = send({at_provider(), given(jpeg)});
    wait();

    for (const auto& view : media(tip)) {
        EXPECT_EQ(view.state, MediumState::refused);
        EXPECT_EQ(view.reason, "unreadable");
        EXPECT_EQ(content(view.seq).error().code, Errc::not_found);
        EXPECT_EQ(as_text(content(view.seq, true)->bytes.reveal()), jpeg);
        EXPECT_EQ(world_.run(work_.content_for(view.seq, "police")).error().code, Errc::not_found);
    }
    for (const auto& medium : told()) EXPECT_EQ(medium.url, "");
}

TEST_F(MediaWay, ACleanerThatCannotRunIsAskedAgain) {
    cleaner_.answer = Error{Errc::unavailable, ""};
    world_.start_dispatcher();
    const auto tip = send({given(jpeg)});
    wait();
    EXPECT_EQ(media(tip)[0].state, MediumState::waiting);

    cleaner_.answer = bytes_of("clean");
    world_.clock.run_for(std::chrono::hours{1});
    EXPECT_EQ(media(tip)[0].state, MediumState::cleaned);
}

TEST_F(MediaWay, TheBytesSayWhatItIsNotTheProvider) {
    world_.start_dispatcher();
    const auto tip = send({given("#!AMR\nsound"), given("<html>"), given("BM, a bitmap")});
    wait();

    EXPECT_EQ(media(tip)[0].state, MediumState::uncleaned);
    EXPECT_EQ(media(tip)[0].type, "audio/amr");
    EXPECT_EQ(media(tip)[1].state, MediumState::refused);
    EXPECT_EQ(media(tip)[1].reason, "type");
    EXPECT_EQ(media(tip)[2].state, MediumState::uncleaned);
}

TEST_F(MediaWay, SoundStaysHereUnlessTheOperatorsSayOtherwise) {
    world_.start_dispatcher();
    const auto tip = send({given("#!AMR\nsound")});
    wait();

    const auto seq = media(tip)[0].seq;
    EXPECT_EQ(told().back().url, "");
    EXPECT_EQ(world_.run(work_.content_for(seq, "police")).error().code, Errc::not_found);
    EXPECT_EQ(content(seq).error().code, Errc::not_found);
    EXPECT_TRUE(content(seq, true));
}

class MediaWayOfAll : public MediaWay {
protected:
    static MediaRules all() {
        MediaRules rules;
        rules.forward_uncleaned = true;
        return rules;
    }
    MediaWayOfAll() : MediaWay(all()) {}
};

TEST_F(MediaWayOfAll, SoundGoesOnMarkedAsNotCleaned) {
    world_.start_dispatcher();
    const auto tip = send({given("#!AMR\nsound")});
    wait();

    EXPECT_FALSE(told().back().cleaned);
    EXPECT_NE(told().back().url, "");
    EXPECT_TRUE(world_.run(work_.content_for(media(tip)[0].seq, "police")));
}

TEST_F(MediaWay, ALinkWorksOnlyForWhoHasTheTip) {
    world_.start_dispatcher();
    const auto tip = send({given(jpeg)});
    wait();
    const auto seq = media(tip)[0].seq;

    EXPECT_TRUE(world_.run(work_.content_for(seq, "police")));
    EXPECT_FALSE(world_.run(work_.content_for(seq, "somebody")));
    EXPECT_FALSE(world_.run(work_.content_for({seq.value + 1}, "police")));
    EXPECT_FALSE(world_.run(work_.content_for({99}, "police")));
}

TEST_F(MediaWay, AFetchThatFailsIsTriedAgainAndAForbiddenOneWaitsForAnOperator) {
    fetcher_.answer = RetryAfter{std::chrono::seconds{0}, "timeout"};
    world_.start_dispatcher();
    const auto tip = send({at_provider()});
    world_.clock.run_for(std::chrono::minutes{5});
    EXPECT_GT(fetcher_.asked.size(), 2u);

    fetcher_.answer = Refused{"redirect"};
    world_.clock.run_for(std::chrono::hours{1});
    DeliveryQuery dead;
    dead.status = DeliveryStatus::dead;
    const auto letters = world_.run(world_.store.deliveries(dead)).value();
    ASSERT_EQ(letters.size(), 1u);
    EXPECT_EQ(letters[0].kind, DeliveryKind::media);
    EXPECT_EQ(letters[0].contact, "");
    EXPECT_EQ(letters[0].last_error, "redirect");

    fetcher_.answer = bytes_of(jpeg);
    ASSERT_EQ(world_.run(world_.store.retry_dead(std::nullopt, world_.clock.now())).value(), 1);
    wait();
    EXPECT_EQ(media(tip)[0].state, MediumState::cleaned);
}

TEST_F(MediaWay, TooLargeAndGoneAreSettled) {
    fetcher_.answer = TooLarge{};
    world_.start_dispatcher();
    const auto large = send({at_provider()});
    wait();
    fetcher_.answer = Gone{};
    const auto gone = send({at_provider()});
    wait();

    EXPECT_EQ(media(large)[0].reason, "too_large");
    EXPECT_EQ(media(gone)[0].reason, "gone");
    EXPECT_EQ(fetcher_.asked.size(), 2u);
}

TEST_F(MediaWay, MoreThanAMessageMayHaveAreRefused) {
    const auto tip = send(std::vector<Media>(12, given(jpeg)));
    ASSERT_EQ(media(tip).size(), 12u);
    EXPECT_EQ(media(tip)[9].state, MediumState::waiting);
    EXPECT_EQ(media(tip)[10].reason, "too_many");
    EXPECT_EQ(media(send(std::vector<Media>(40, given(jpeg)))).size(), 16u);
}

}  // namespace tipwire::routing
