// SPDX-License-Identifier: Apache-2.0
// What must not be printed cannot be: no stream, no formatter, no JSON, no conversion to text.
// Checked by compiling.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/json/value_from.hpp>
#include <concepts>
#include <ostream>

#include "gateway/crypto/key_store.hpp"
#include "routing/domain/inbound_message.hpp"
#include "routing/domain/phone_number.hpp"
#include "routing/domain/tip_code.hpp"
#include "routing/port/content_vault.hpp"

namespace tipwire::gateway {
namespace {

template <class T>
concept Streamable = requires(std::ostream& out, const T& value) {
    out << value;
};

template <class T>
concept TextLike =
    std::convertible_to<T, std::string> || std::convertible_to<T, std::string_view> ||
    std::constructible_from<std::string, T> || std::constructible_from<std::string_view, T>;

template <class T>
concept Unprintable = !Streamable<T> && !fmt::is_formattable<T>::value &&
                      !boost::json::has_value_from<T>::value && !TextLike<T>;

static_assert(Unprintable<routing::PhoneNumber>);
static_assert(Unprintable<routing::InboundMessage>);
static_assert(Unprintable<routing::TipText>);
static_assert(Unprintable<routing::TipCode>);
static_assert(Unprintable<routing::SecretString>);
static_assert(Unprintable<routing::SecretKey>);
static_assert(Unprintable<routing::OpenTipKey>);
static_assert(Unprintable<StoredKey>);
static_assert(Unprintable<KeyStore>);

// The concept does see what can be printed.
static_assert(!Unprintable<std::string>);
static_assert(!Unprintable<int>);

TEST(Unprintable, HoldsIfThisFileCompiles) { SUCCEED(); }

}  // namespace
}  // namespace tipwire::gateway
