// SPDX-License-Identifier: Apache-2.0
// The steps of replacing, destroying and opening the key store, in their order.
#include "gateway/crypto/key_store_file.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "gateway/crypto/mac.hpp"

namespace tipwire::gateway {
namespace {

using routing::Bytes;
using routing::ByteView;
using routing::Errc;
using routing::Error;
using routing::Result;
using routing::SecretKey;
using Access = PrivateFile::Access;

constexpr std::string_view store_name = "store";
constexpr std::string_view new_store_name = "store.new";
constexpr std::string_view wrap_name = "wrap";

SecretKey wrapping_key_of(const SecretKey& root) {
    Digest256 derived = hkdf(root.reveal(), "tipwire/v1/keystore");
    SecretKey wrapping{derived};
    routing::wipe(derived);
    return wrapping;
}

SecretKey draw_key(routing::Random& random) {
    std::array<std::uint8_t, 32> bytes;
    random.fill(bytes);
    SecretKey key{bytes};
    routing::wipe(bytes);
    return key;
}

Error store_damaged(std::string_view what) {
    return Error{Errc::damaged, "key store: " + std::string(what)};
}

Error change_uncertain() {
    return Error{Errc::unavailable, "key store: the last change is uncertain; restart"};
}

Result<Bytes> read_private(const std::filesystem::path& path, std::size_t size_max) {
    auto file = PrivateFile::open(path, Access::read);
    if (!file) return file.error();
    return file->read_all(size_max);
}

using WrapSlots = std::array<WrapSlot, 2>;

Result<WrapSlots> read_slots(const PrivateFile& wrap, const SecretKey& wrapping) {
    const auto bytes = wrap.read_all(wrap_file_size);
    if (!bytes) return bytes.error();
    if (bytes->size() != wrap_file_size) return store_damaged("\"wrap\" has the wrong size");
    const ByteView all{*bytes};
    return WrapSlots{decode_slot(all.first(wrap_slot_size), wrapping),
                     decode_slot(all.last(wrap_slot_size), wrapping)};
}

// Why no slot opens "store". A slot that is whole but will not open speaks for another root key.
Error why_closed(const WrapSlots& slots) {
    const auto any = [&](SlotState state) {
        return slots[0].state == state || slots[1].state == state;
    };
    if (any(SlotState::open)) return store_damaged("\"store\" is damaged, or older than \"wrap\"");
    if (any(SlotState::foreign)) return store_damaged("wrong root key");
    return store_damaged("\"wrap\" is damaged");
}

Result<KeySet> open_with_slots(ByteView store, const WrapSlots& slots) {
    for (const WrapSlot& slot : slots) {
        if (slot.state != SlotState::open) continue;
        auto set = decode_store(store, slot.content.key);
        if (set && set->generation == slot.content.generation) return std::move(*set);
    }
    return why_closed(slots);
}

}  // namespace

KeyStoreFile::KeyStoreFile(std::filesystem::path folder, PrivateFile directory, PrivateFile wrap,
                           SecretKey wrapping, routing::Random& random, StepHook hook)
    : folder_(std::move(folder)),
      directory_(std::move(directory)),
      wrap_(std::move(wrap)),
      wrapping_(std::move(wrapping)),
      random_(&random),
      hook_(std::move(hook)) {}

void KeyStoreFile::done(std::string_view step) const {
    if (hook_) hook_(step);
}

Result<KeyStoreFile> KeyStoreFile::create(const std::filesystem::path& folder,
                                          const SecretKey& root, routing::Random& random,
                                          const std::vector<StoredKey>& keys, StepHook hook) {
    auto directory = PrivateFile::make_folder(folder);
    if (!directory) return directory.error();
    std::error_code unreadable;
    if (std::filesystem::exists(folder / store_name, unreadable) || unreadable)
        return Error{Errc::bad_request, "key store: there is one already"};
    // A "wrap" without a "store" is left of a create() that was cut short: nothing was sealed under
    // it.
    auto wrap = PrivateFile::open(folder / wrap_name, Access::create_or_empty);
    if (!wrap) return wrap.error();
    if (auto zeroed = wrap->write_at(0, Bytes(wrap_file_size)); !zeroed) return zeroed.error();

    KeyStoreFile file{folder, std::move(*directory), std::move(*wrap), wrapping_key_of(root),
                      random, std::move(hook)};
    if (auto written = file.replace(keys); !written) return written.error();
    file.old_wrap_lives_ = false;  // there was none
    return file;
}

Result<KeyStoreFile::Opened> KeyStoreFile::open(const std::filesystem::path& folder,
                                                const SecretKey& root, routing::Random& random,
                                                StepHook hook) {
    const auto lock = PrivateFile::lock_folder(folder);
    if (!lock) return lock.error();
    return open_locked(folder, root, random, std::move(hook));
}

Result<KeyStoreFile::Opened> KeyStoreFile::open_locked(const std::filesystem::path& folder,
                                                       const SecretKey& root,
                                                       routing::Random& random, StepHook hook) {
    auto directory = PrivateFile::open_folder(folder);
    if (!directory) return directory.error();
    const auto store = read_private(folder / store_name, store_file_size_max);
    if (!store) return store.error();
    auto wrap = PrivateFile::open(folder / wrap_name, Access::write);
    if (!wrap && wrap.error().code == Errc::not_found)
        return store_damaged("\"wrap\" is missing: the keys in \"store\" are lost");
    if (!wrap) return wrap.error();

    KeyStoreFile file{folder, std::move(*directory), std::move(*wrap), wrapping_key_of(root),
                      random, std::move(hook)};
    const auto slots = read_slots(file.wrap_, file.wrapping_);
    if (!slots) return slots.error();
    auto set = open_with_slots(*store, *slots);
    if (!set) return set.error();
    file.generation_ = set->generation;
    file.old_wrap_lives_ = (*slots)[(set->generation + 1) % 2].state != SlotState::empty;
    if (auto finished = file.finish_interrupted(); !finished) return finished.error();
    return Opened{std::move(file), std::move(set->keys)};
}

// What a crash may leave: a store.new that never became the store, a rename that is not on the disk
// yet, and a second KW, of before or of the store that never came to be. The rename first: the slot
// of before may be all that opens "store".
Result<void> KeyStoreFile::finish_interrupted() {
    if (::unlink((folder_ / new_store_name).c_str()) != 0 && errno != ENOENT)
        return Error{Errc::unavailable, "key store: cannot remove \"store.new\""};
    if (auto synced = directory_.sync(); !synced) return synced;
    return empty_old_slot();
}

Result<void> KeyStoreFile::write_slot(std::uint64_t generation, ByteView slot) {
    return wrap_.write_at(slot_offset(generation), slot);
}

Result<void> KeyStoreFile::replace(const std::vector<StoredKey>& keys) {
    if (uncertain_) return change_uncertain();
    const auto lock = PrivateFile::lock_folder(folder_);
    if (!lock) return lock.error();
    return replace_locked(keys);
}

Result<void> KeyStoreFile::replace_locked(const std::vector<StoredKey>& keys) {
    StoreKey fresh;
    fresh.generation = generation_ + 1;
    fresh.key = draw_key(*random_);
    if (auto written = write_slot(fresh.generation, encode_slot(fresh, wrapping_)); !written)
        return written;
    old_wrap_lives_ = true;  // whichever set holds in the end, one slot is too many
    done("slot written");
    if (auto synced = wrap_.sync(); !synced) return synced;
    done("slot synced");

    KeySet set;
    set.generation = fresh.generation;
    set.keys = keys;
    if (auto written = write_new_store(encode_store(set, fresh.key)); !written) return written;
    return switch_stores();
}

Result<void> KeyStoreFile::write_new_store(ByteView bytes) {
    const auto file = PrivateFile::open(folder_ / new_store_name, Access::create_or_empty);
    if (!file) return file.error();
    if (auto written = file->write_at(0, bytes); !written) return written;
    done("store written");
    if (auto synced = file->sync(); !synced) return synced;
    done("store synced");
    return {};
}

Result<void> KeyStoreFile::switch_stores() {
    std::error_code failed;
    std::filesystem::rename(folder_ / new_store_name, folder_ / store_name, failed);
    if (failed)
        return Error{Errc::unavailable,
                     "key store: cannot rename \"store.new\": " + failed.message()};
    ++generation_;
    uncertain_ = true;
    done("renamed");
    if (auto synced = directory_.sync(); !synced) return synced;
    uncertain_ = false;
    done("folder synced");
    return {};
}

Result<void> KeyStoreFile::destroy_old_wrap() {
    if (uncertain_) return change_uncertain();
    if (!old_wrap_lives_) return {};
    const auto lock = PrivateFile::lock_folder(folder_);
    if (!lock) return lock.error();
    return empty_old_slot();
}

Result<void> KeyStoreFile::empty_old_slot() {
    if (!old_wrap_lives_) return {};
    if (auto zeroed = write_slot(generation_ + 1, Bytes(wrap_slot_size)); !zeroed) return zeroed;
    done("old slot overwritten");
    if (auto synced = wrap_.sync(); !synced) return synced;
    done("old slot synced");
    old_wrap_lives_ = false;
    return {};
}

}  // namespace tipwire::gateway
