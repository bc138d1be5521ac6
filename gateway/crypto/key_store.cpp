// SPDX-License-Identifier: Apache-2.0
// Which keys live: made lazily for the epochs of now, dropped past their life, and written before
// they are used.
#include "gateway/crypto/key_store.hpp"

#include <algorithm>
#include <map>

#include "gateway/crypto/key_epochs.hpp"
#include "gateway/crypto/key_store_file.hpp"
#include "gateway/crypto/mac.hpp"
#include "routing/domain/assert.hpp"

namespace tipwire::gateway {
namespace {

using routing::Instant;
using routing::Result;
using Keys = std::vector<StoredKey>;

auto order_of(const StoredKey& key) { return std::pair{key.info.purpose, key.info.epoch}; }

const StoredKey* find_key(const Keys& keys, KeyPurpose purpose, std::uint32_t epoch) {
    const auto found = std::ranges::lower_bound(keys, std::pair{purpose, epoch}, {}, order_of);
    const bool there = found != keys.end() && order_of(*found) == std::pair{purpose, epoch};
    return there ? &*found : nullptr;
}

const StoredKey* newest_key(const Keys& keys, KeyPurpose purpose) {
    const auto after = std::ranges::upper_bound(keys, std::pair{purpose, UINT32_MAX}, {}, order_of);
    if (after == keys.begin() || std::prev(after)->info.purpose != purpose) return nullptr;
    return &*std::prev(after);
}

// By-hand keys are made once and then taken as they are.
std::uint32_t wanted_epoch(const Keys& keys, KeyPurpose purpose, const KeyLifetimes& lifetimes,
                           Instant now) {
    const StoredKey* newest = newest_key(keys, purpose);
    if (is_changed_by_hand(purpose) && newest) return newest->info.epoch;
    return epoch_at(purpose, lifetimes, now);
}

StoredKey draw_stored_key(KeyPurpose purpose, std::uint32_t epoch, const KeyLifetimes& lifetimes,
                          routing::Random& random, Instant now) {
    StoredKey key;
    key.info = KeyInfo{purpose, epoch, now, death_of(purpose, lifetimes, epoch)};
    std::array<std::uint8_t, 32> bytes;
    random.fill(bytes);
    key.key = routing::SecretKey{bytes};
    routing::wipe(bytes);
    return key;
}

bool add_missing(Keys& keys, const KeyLifetimes& lifetimes, routing::Random& random, Instant now) {
    bool added = false;
    for (const KeyPurpose purpose : rotated_purposes) {
        const std::uint32_t epoch = wanted_epoch(keys, purpose, lifetimes, now);
        if (find_key(keys, purpose, epoch)) continue;
        StoredKey key = draw_stored_key(purpose, epoch, lifetimes, random, now);
        const auto place = std::ranges::lower_bound(keys, order_of(key), {}, order_of);
        keys.insert(place, std::move(key));
        added = true;
    }
    return added;
}

// A clock that once ran ahead left keys of the far future behind, whose end is as far: they die as
// those of today.
Instant end_of_life(const StoredKey& key, const KeyLifetimes& lifetimes, Instant now) {
    const KeyPurpose purpose = key.info.purpose;
    if (is_changed_by_hand(purpose)) return key.info.dies_at;
    const std::uint32_t today = epoch_at(purpose, lifetimes, now);
    if (key.info.epoch <= today + 1) return key.info.dies_at;
    return std::min(key.info.dies_at, death_of(purpose, lifetimes, today));
}

bool is_needed(const StoredKey& key, const RotateOptions& options) {
    return key.info.purpose == KeyPurpose::content && key.info.epoch >= options.content_needed_from;
}

bool shorten_lives(Keys& keys, const KeyLifetimes& lifetimes, Instant now) {
    bool shortened = false;
    for (StoredKey& key : keys) {
        const Instant end = end_of_life(key, lifetimes, now);
        shortened |= end != key.info.dies_at;
        key.info.dies_at = end;
    }
    return shortened;
}

bool drop_dead(Keys& keys, const RotateOptions& options, Instant now) {
    const auto dead = [&](const StoredKey& key) {
        return key.info.dies_at <= now && !is_needed(key, options);
    };
    return std::erase_if(keys, dead) > 0;
}

}  // namespace

std::string_view name(KeyPurpose purpose) {
    switch (purpose) {
        case KeyPurpose::pseudonym: return "pseudonym";
        case KeyPurpose::return_address: return "return_address";
        case KeyPurpose::idempotency: return "idempotency";
        case KeyPurpose::tip_code: return "tip_code";
        case KeyPurpose::content: return "content";
        case KeyPurpose::public_id: return "public_id";
        case KeyPurpose::checkpoint: return "checkpoint";
    }
    return {};
}

struct KeyStore::State {
    KeyStoreFile file;
    Keys keys;
    KeyLifetimes lifetimes;
    routing::Random* random;
    std::map<KeyPurpose, std::uint32_t> current;
    std::vector<std::weak_ptr<std::function<void()>>> watchers;

    State(KeyStoreFile opened, Keys loaded, const KeyLifetimes& lengths, routing::Random& chance)
        : file(std::move(opened)), keys(std::move(loaded)), lifetimes(lengths), random(&chance) {
        for (const StoredKey& key : keys) current[key.info.purpose] = key.info.epoch;
    }

    // True if another epoch than before is the current one.
    bool follow(Instant now) {
        const auto before = current;
        for (const KeyPurpose purpose : rotated_purposes)
            current[purpose] = wanted_epoch(keys, purpose, lifetimes, now);
        return current != before;
    }

    void tell_watchers() {
        std::erase_if(watchers, [](const auto& watcher) { return watcher.expired(); });
        for (const auto& watcher : watchers)
            if (const auto changed = watcher.lock()) (*changed)();
    }
};

KeyStore::KeyStore(std::unique_ptr<State> state) : state_(std::move(state)) {}
KeyStore::KeyStore(KeyStore&&) noexcept = default;
KeyStore& KeyStore::operator=(KeyStore&&) noexcept = default;
KeyStore::~KeyStore() = default;

Result<KeyStore> KeyStore::create(const std::filesystem::path& folder,
                                  const routing::SecretKey& root, const KeyLifetimes& lifetimes,
                                  routing::Random& random, Instant now) {
    Keys keys;
    add_missing(keys, lifetimes, random, now);
    auto file = KeyStoreFile::create(folder, root, random, keys);
    if (!file) return file.error();
    return KeyStore{std::make_unique<State>(std::move(*file), std::move(keys), lifetimes, random)};
}

Result<KeyStore> KeyStore::open(const std::filesystem::path& folder, const routing::SecretKey& root,
                                const KeyLifetimes& lifetimes, routing::Random& random) {
    auto opened = KeyStoreFile::open(folder, root, random);
    if (!opened) return opened.error();
    return KeyStore{std::make_unique<State>(std::move(opened->file), std::move(opened->keys),
                                            lifetimes, random)};
}

Result<bool> KeyStore::rotate(Instant now, bool may_destroy) {
    RotateOptions options;
    options.may_destroy = may_destroy;
    return rotate(now, options);
}

Result<bool> KeyStore::rotate(Instant now, RotateOptions options) {
    Keys next = state_->keys;  // what is in use stays until its successor is on the disk
    bool changed = false;
    if (options.may_destroy) {
        changed |= shorten_lives(next, state_->lifetimes, now);
        changed |= drop_dead(next, options, now);
    }
    changed |= add_missing(next, state_->lifetimes, *state_->random, now);
    if (changed) {
        if (auto replaced = state_->file.replace(next); !replaced) return replaced.error();
        std::swap(state_->keys, next);
        next.clear();  // wipes the dead
    }
    if (state_->follow(now) || changed) state_->tell_watchers();
    // Also what an earlier call could not finish.
    if (auto destroyed = state_->file.destroy_old_wrap(); !destroyed) return destroyed.error();
    return changed;
}

const StoredKey& KeyStore::current(KeyPurpose purpose) const {
    const auto epoch = state_->current.find(purpose);
    TIPWIRE_ASSERT(epoch != state_->current.end());
    const StoredKey* key = find(purpose, epoch->second);
    TIPWIRE_ASSERT(key != nullptr);
    return *key;
}

const StoredKey* KeyStore::previous(KeyPurpose purpose) const {
    const std::uint32_t epoch = current(purpose).info.epoch;
    return epoch == 0 ? nullptr : find(purpose, epoch - 1);
}

const StoredKey* KeyStore::find(KeyPurpose purpose, std::uint32_t epoch) const {
    return find_key(state_->keys, purpose, epoch);
}

const std::vector<StoredKey>& KeyStore::all() const { return state_->keys; }

std::vector<KeyInfo> KeyStore::list() const {
    std::vector<KeyInfo> infos;
    for (const StoredKey& key : state_->keys) infos.push_back(key.info);
    return infos;
}

void KeyStore::watch(std::weak_ptr<std::function<void()>> changed) const {
    state_->watchers.push_back(std::move(changed));
}

std::array<std::uint8_t, 32> root_check_value(const routing::SecretKey& root) {
    Digest256 value;
    Hmac{Hmac::Hash::sha256, root.reveal()}.write({"tipwire/v1/check"}, value);
    return value;
}

}  // namespace tipwire::gateway
