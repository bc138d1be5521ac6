// SPDX-License-Identifier: Apache-2.0
// The vault: every call is one or two operations on the contexts of vault_keys.hpp.
#include "gateway/crypto/key_vault.hpp"

#include <algorithm>
#include <array>

#include "gateway/crypto/big_endian.hpp"
#include "gateway/crypto/sealed_value.hpp"
#include "gateway/crypto/vault_keys.hpp"
#include "routing/domain/assert.hpp"

namespace tipwire::gateway {
namespace {

using routing::Bytes;
using routing::ByteView;
using routing::Errc;
using routing::Error;
using routing::IdKind;
using routing::PhoneNumber;
using routing::Result;
using routing::SecretKey;
using routing::TipSalt;
using routing::TipSeq;

constexpr std::size_t address_plain_size = 32;  // the same for every number: E.164 needs 16
constexpr std::size_t data_key_size = 32;
constexpr std::size_t body_head_room = 4;  // the length in front of a padded body
constexpr std::int64_t sequence_max = std::int64_t{1} << 40;
constexpr std::string_view separator{
    "\0", 1};  // occurs in no configured name: source | 0 | id splits one way

Error sealed_damaged() { return Error{Errc::damaged, "a sealed value does not authenticate"}; }
Error sealing_key_gone() {
    return Error{Errc::key_destroyed, "the key of this value's epoch is destroyed"};
}

// A plaintext of fixed size on its way in or out; wiped when it goes.
template <std::size_t N>
struct WipedArray {
    std::array<std::uint8_t, N> bytes{};
    WipedArray() = default;
    WipedArray(const WipedArray&) = delete;
    WipedArray& operator=(const WipedArray&) = delete;
    ~WipedArray() { routing::wipe(bytes); }
};

bool all_zero(ByteView bytes) {
    return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

// kind u8 | 7 zero bytes | sequence u64: the zeros prove that an id was made here.
std::array<std::uint8_t, 16> id_block(IdKind kind, std::int64_t sequence) {
    std::array<std::uint8_t, 16> block{};
    block[0] = static_cast<std::uint8_t>(kind);
    store_big_endian(static_cast<std::uint64_t>(sequence), std::span{block}.last<8>());
    return block;
}

// length u32 | the body | zeros
void lay_out_body(ByteView body, std::span<std::uint8_t> room) {
    FieldWriter writer{room};
    writer.number(static_cast<std::uint32_t>(body.size()));
    writer.bytes(body);
}

// In place, without a copy. False, and all of it wiped, if it is not laid out so.
bool unpad_body(Bytes& padded) {
    const ByteView view{padded};
    const bool has_size = view.size() >= body_head_room;
    const std::size_t size =
        has_size ? load_big_endian<std::uint32_t>(view.first<body_head_room>()) : 0;
    if (!has_size || size > view.size() - body_head_room) {
        routing::wipe(padded);
        return false;
    }
    const ByteView body = view.subspan(body_head_room, size);
    std::ranges::copy(body, padded.begin());
    routing::wipe(padded.data() + size, padded.size() - size);
    padded.resize(size);
    return true;
}

std::optional<PhoneNumber> unpad_number(ByteView padded) {
    const auto end = std::ranges::find(padded, 0);
    return PhoneNumber::parse(
        routing::as_text(padded.first(static_cast<std::size_t>(end - padded.begin()))));
}

class KeyVault : public routing::Vault {
public:
    KeyVault(const KeyStore& store, routing::Random& random)
        : store_(store),
          random_(random),
          keys_changed_(std::make_shared<std::function<void()>>([this] { keys_.reset(); })) {
        store_.watch(keys_changed_);
    }

    routing::IdempotencyKey idempotency_key(std::string_view source, std::string_view id) override {
        return keys().idempotency.of({source, separator, id});
    }
    routing::Pseudonym pseudonym(std::string_view channel, const PhoneNumber& number) override {
        return keys().pseudonyms.of({channel, separator, number.reveal()});
    }

    routing::OpenTipKey new_tip_key() override;
    Result<routing::OpenTipKey> open_tip_key(const routing::TipKey& stored) override;
    routing::SealedBody seal(const routing::OpenTipKey& key, std::string_view column,
                             ByteView plain) override;
    Result<routing::Secret<Bytes>> open(const routing::OpenTipKey& key, std::string_view column,
                                        const routing::SealedBody& sealed) override;

    routing::TipCode code_of(TipSeq tip) override;
    std::vector<TipSeq> sequences_of(const routing::TipCode& code) override;
    routing::PublicId public_id(IdKind kind, std::int64_t sequence) override;
    std::optional<std::int64_t> sequence_of(IdKind kind, const routing::PublicId& id) override;

    TipSalt new_salt() override;
    routing::ReturnAddress seal_address(const TipSalt& salt, const PhoneNumber& number) override;
    Result<PhoneNumber> open_address(const TipSalt& salt,
                                     const routing::SealedAddress& sealed) override;
    std::vector<routing::KeyedMac> address_macs(const PhoneNumber& number) override;

private:
    VaultKeys& keys() {
        if (!keys_) keys_.emplace(store_);
        return *keys_;
    }
    Aes256Gcm& address_cipher(AddressWindow& window, const TipSalt& salt);

    const KeyStore& store_;
    routing::Random& random_;
    std::optional<VaultKeys> keys_;
    std::shared_ptr<std::function<void()>> keys_changed_;
};

TipSalt KeyVault::new_salt() {
    TipSalt salt;
    random_.fill(salt.bytes);
    return salt;
}

routing::OpenTipKey KeyVault::new_tip_key() {
    ContentKey& content = keys().current_content();
    WipedArray<data_key_size> data_key;
    random_.fill(data_key.bytes);

    routing::OpenTipKey key;
    key.data_key = SecretKey{data_key.bytes};
    key.stored.salt = new_salt();
    key.stored.wrapped.bytes = start_sealed_value(content.epoch, data_key_size, random_);
    std::ranges::copy(data_key.bytes, plain_room(key.stored.wrapped.bytes).begin());
    seal_in_place(content.cipher, SealedPlace{key.stored.salt, {}}, key.stored.wrapped.bytes);
    return key;
}

Result<routing::OpenTipKey> KeyVault::open_tip_key(const routing::TipKey& stored) {
    const auto epoch = epoch_of_sealed(stored.wrapped.bytes);
    if (!epoch || plain_size_of(stored.wrapped.bytes) != data_key_size) return sealed_damaged();
    ContentKey* content = keys().content(*epoch);
    if (!content) return sealing_key_gone();

    WipedArray<data_key_size> data_key;
    if (!open_sealed(content->cipher, SealedPlace{stored.salt, {}}, stored.wrapped.bytes,
                     data_key.bytes))
        return sealed_damaged();
    routing::OpenTipKey key;
    key.stored = stored;
    key.data_key = SecretKey{data_key.bytes};
    return key;
}

routing::SealedBody KeyVault::seal(const routing::OpenTipKey& key, std::string_view column,
                                   ByteView plain) {
    const auto epoch = epoch_of_sealed(key.stored.wrapped.bytes);
    TIPWIRE_ASSERT(epoch.has_value());  // an OpenTipKey comes from this class
    routing::SealedBody body{start_sealed_value(*epoch, padded_size(plain.size()), random_)};
    lay_out_body(plain, plain_room(body.bytes));
    Aes256Gcm& cipher = keys().tip_cipher;
    cipher.set_key(key.data_key.reveal());
    seal_in_place(cipher, SealedPlace{key.stored.salt, column}, body.bytes);
    return body;
}

Result<routing::Secret<Bytes>> KeyVault::open(const routing::OpenTipKey& key,
                                              std::string_view column,
                                              const routing::SealedBody& sealed) {
    if (!epoch_of_sealed(sealed.bytes)) return sealed_damaged();
    Aes256Gcm& cipher = keys().tip_cipher;
    cipher.set_key(key.data_key.reveal());
    Bytes body(plain_size_of(sealed.bytes));
    if (!open_sealed(cipher, SealedPlace{key.stored.salt, column}, sealed.bytes, body) ||
        !unpad_body(body))
        return sealed_damaged();
    return routing::Secret<Bytes>{std::move(body)};
}

routing::TipCode KeyVault::code_of(TipSeq tip) {
    TIPWIRE_ASSERT(0 < tip.value && tip.value <= sequence_max);
    return routing::TipCode{keys().codes.encrypt(static_cast<std::uint64_t>(tip.value))};
}

std::vector<TipSeq> KeyVault::sequences_of(const routing::TipCode& code) {
    VaultKeys& live = keys();
    const auto now = static_cast<std::int64_t>(live.codes.decrypt(code.number()));
    const auto before = static_cast<std::int64_t>(live.codes_before.decrypt(code.number()));
    const auto possible = [](std::int64_t sequence) {
        return 0 < sequence && sequence <= sequence_max;
    };
    std::vector<TipSeq> sequences;
    if (possible(now)) sequences.push_back(TipSeq{now});
    if (live.has_codes_before && possible(before)) sequences.push_back(TipSeq{before});
    return sequences;
}

routing::PublicId KeyVault::public_id(IdKind kind, std::int64_t sequence) {
    return keys().public_ids.encrypt(id_block(kind, sequence));
}

std::optional<std::int64_t> KeyVault::sequence_of(IdKind kind, const routing::PublicId& id) {
    const auto block = keys().public_ids.decrypt(id);
    const ByteView view{block};
    if (block[0] != static_cast<std::uint8_t>(kind) || !all_zero(view.subspan(1, 7)))
        return std::nullopt;
    const auto sequence = static_cast<std::int64_t>(load_big_endian<std::uint64_t>(view.last<8>()));
    if (sequence <= 0) return std::nullopt;
    return sequence;
}

Aes256Gcm& KeyVault::address_cipher(AddressWindow& window, const TipSalt& salt) {
    WipedArray<32> address_key;
    window.derive(salt, address_key.bytes);
    Aes256Gcm& cipher = keys().tip_cipher;
    cipher.set_key(address_key.bytes);
    return cipher;
}

routing::ReturnAddress KeyVault::seal_address(const TipSalt& salt, const PhoneNumber& number) {
    const std::string_view digits = number.reveal();
    TIPWIRE_ASSERT(digits.size() <= address_plain_size);
    AddressWindow& window = keys().current_window();
    routing::ReturnAddress address;
    Bytes& sealed = address.sealed.bytes;
    sealed = start_sealed_value(window.epoch(), address_plain_size, random_);
    std::ranges::copy(routing::as_bytes(digits), plain_room(sealed).begin());
    seal_in_place(address_cipher(window, salt), SealedPlace{salt, {}}, sealed);
    address.mac = window.mac_of(digits);
    return address;
}

Result<PhoneNumber> KeyVault::open_address(const TipSalt& salt,
                                           const routing::SealedAddress& sealed) {
    const auto epoch = epoch_of_sealed(sealed.bytes);
    if (!epoch || plain_size_of(sealed.bytes) != address_plain_size) return sealed_damaged();
    AddressWindow* window = keys().window(*epoch);
    if (!window) return sealing_key_gone();

    WipedArray<address_plain_size> plain;
    if (!open_sealed(address_cipher(*window, salt), SealedPlace{salt, {}}, sealed.bytes,
                     plain.bytes))
        return sealed_damaged();
    auto number = unpad_number(plain.bytes);
    if (!number) return sealed_damaged();
    return std::move(*number);
}

std::vector<routing::KeyedMac> KeyVault::address_macs(const PhoneNumber& number) {
    std::vector<routing::KeyedMac> macs;
    for (AddressWindow& window : keys().windows) macs.push_back(window.mac_of(number.reveal()));
    return macs;
}

}  // namespace

std::unique_ptr<routing::Vault> make_key_vault(const KeyStore& keys, routing::Random& random) {
    return std::make_unique<KeyVault>(keys, random);
}

}  // namespace tipwire::gateway
