// SPDX-License-Identifier: Apache-2.0
// What sealing costs: the vault's share of one message taken in, and its parts.
#include <benchmark/benchmark.h>
#include <stdlib.h>

#include <filesystem>
#include <stdexcept>
#include <string>

#include "gateway/crypto/key_vault.hpp"

namespace {

using namespace tipwire;
using gateway::KeyStore;
using gateway::SystemRandom;

// A vault with a previous key of every kind, as on any day but the first.
class VaultUnderTest {
public:
    VaultUnderTest() : keys_(make_keys()), vault_(gateway::make_key_vault(keys_, random_)) {
        (void)keys_.rotate(first_day + std::chrono::days{30}, false).value();
    }
    VaultUnderTest(const VaultUnderTest&) = delete;
    VaultUnderTest& operator=(const VaultUnderTest&) = delete;
    ~VaultUnderTest() { std::filesystem::remove_all(folder_); }

    routing::Vault& operator*() { return *vault_; }

private:
    static constexpr routing::Instant first_day{std::chrono::days{20160}};

    KeyStore make_keys() {
        std::string name = std::filesystem::temp_directory_path() / "tipwire-bench-XXXXXX";
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        folder_ = name;
        const routing::SecretKey root{std::array<std::uint8_t, 32>{1}};
        return KeyStore::create(folder_ / "keys", root, {}, random_, first_day).value();
    }

    std::filesystem::path folder_;
    SystemRandom random_;
    KeyStore keys_;
    std::unique_ptr<routing::Vault> vault_;
};

const routing::PhoneNumber& sender() {
    static const auto number = routing::PhoneNumber::parse("+77010000001").value();
    return number;
}

void intake(benchmark::State& state) {
    VaultUnderTest vault;
    const std::string text(static_cast<std::size_t>(state.range(0)), 'x');
    for (auto _ : state) {
        benchmark::DoNotOptimize(
            (*vault).idempotency_key("twilio", "SM0123456789abcdef0123456789"));
        benchmark::DoNotOptimize((*vault).pseudonym("sms", sender()));
        const auto key = (*vault).new_tip_key();
        benchmark::DoNotOptimize((*vault).seal(key, "body", routing::as_bytes(text)));
        benchmark::DoNotOptimize((*vault).seal_address(key.stored.salt, sender()));
    }
}
BENCHMARK(intake)->Arg(160)->Arg(300);

void pseudonym(benchmark::State& state) {
    VaultUnderTest vault;
    for (auto _ : state) benchmark::DoNotOptimize((*vault).pseudonym("sms", sender()));
}
BENCHMARK(pseudonym);

void new_tip_key(benchmark::State& state) {
    VaultUnderTest vault;
    for (auto _ : state) benchmark::DoNotOptimize((*vault).new_tip_key());
}
BENCHMARK(new_tip_key);

void seal_body(benchmark::State& state) {
    VaultUnderTest vault;
    const auto key = (*vault).new_tip_key();
    const std::string text(static_cast<std::size_t>(state.range(0)), 'x');
    for (auto _ : state)
        benchmark::DoNotOptimize((*vault).seal(key, "body", routing::as_bytes(text)));
}
BENCHMARK(seal_body)->Arg(160)->Arg(300);

void open_stored_body(benchmark::State& state) {  // what a search does for each tip
    VaultUnderTest vault;
    const auto key = (*vault).new_tip_key();
    const std::string text(300, 'x');
    const auto sealed = (*vault).seal(key, "body", routing::as_bytes(text));
    for (auto _ : state) {
        const auto opened = (*vault).open_tip_key(key.stored);
        benchmark::DoNotOptimize((*vault).open(opened.value(), "body", sealed));
    }
}
BENCHMARK(open_stored_body);

void seal_address(benchmark::State& state) {
    VaultUnderTest vault;
    const auto salt = (*vault).new_salt();
    for (auto _ : state) benchmark::DoNotOptimize((*vault).seal_address(salt, sender()));
}
BENCHMARK(seal_address);

void tip_code(benchmark::State& state) {
    VaultUnderTest vault;
    std::int64_t seq = 0;
    for (auto _ : state) benchmark::DoNotOptimize((*vault).code_of(routing::TipSeq{++seq}));
}
BENCHMARK(tip_code);

void public_id(benchmark::State& state) {
    VaultUnderTest vault;
    std::int64_t seq = 0;
    for (auto _ : state) benchmark::DoNotOptimize((*vault).public_id(routing::IdKind::tip, ++seq));
}
BENCHMARK(public_id);

}  // namespace

BENCHMARK_MAIN();
