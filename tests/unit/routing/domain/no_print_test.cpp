// SPDX-License-Identifier: Apache-2.0
// What must not be printed cannot be: no operator<<, no conversion. A failure here is one to
// compile.
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <type_traits>

#include "routing/domain/inbound_message.hpp"
#include "routing/domain/message_body.hpp"
#include "routing/domain/phone_number.hpp"
#include "routing/domain/tip_code.hpp"
#include "routing/domain/tip_text.hpp"

namespace tipwire::routing {
namespace {

template <class T>
concept Printable = requires(std::ostream& out, const T& value) {
    out << value;
};

template <class T>
concept Convertible = std::is_convertible_v<T, std::string> ||
    std::is_convertible_v<T, std::string_view> || std::is_convertible_v<T, const char*> ||
    std::is_convertible_v<T, bool> || std::is_convertible_v<T, std::uint64_t>;

template <class T>
concept Silent = !Printable<T> && !Convertible<T>;

static_assert(Printable<std::string> && Convertible<std::string>, "the concepts can fail");

static_assert(Silent<TipText>);
static_assert(Silent<TipCode>);
static_assert(Silent<PhoneNumber>);
static_assert(Silent<SecretString>);
static_assert(Silent<SecretKey>);
static_assert(Silent<Secret<Bytes>>);
static_assert(Silent<InboundMessage>);
static_assert(Silent<MessageBody>);
static_assert(!std::is_convertible_v<std::string, PhoneNumber>);
static_assert(!std::is_convertible_v<std::string, SecretString>);
static_assert(!std::is_convertible_v<std::uint64_t, TipCode>);

TEST(Secret, IsWipedWhereItWasMovedFrom) {
    SecretString first{std::string("words")};
    const SecretString second = std::move(first);

    EXPECT_EQ(second.reveal(), "words");
    EXPECT_EQ(first.reveal(), "");
}
TEST(Secret, WipesTheWholeBuffer) {
    std::string text = "a text longer than the small buffer of a string";
    const char* buffer = text.data();
    const std::size_t size = text.size();

    wipe(text);

    EXPECT_EQ(text, "");
    for (std::size_t i = 0; i < size; ++i) ASSERT_EQ(buffer[i], '\0') << i;
}
TEST(Secret, SurvivesAssignmentToItself) {
    SecretString secret{std::string("words")};
    const auto& same = secret;
    secret = same;
    EXPECT_EQ(secret.reveal(), "words");
}

}  // namespace
}  // namespace tipwire::routing
