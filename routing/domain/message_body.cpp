// SPDX-License-Identifier: Apache-2.0
// The sealed form of a message: version, then fields as tag, length and bytes. "hi" to 002 is
// 01, 01 00000002 "hi", 02 00000003 "002", 03 0000000c and three numbers for the part.
#include "routing/domain/message_body.hpp"

#include <array>

#include "routing/domain/assert.hpp"

namespace tipwire::routing {

namespace {

constexpr std::uint8_t body_version = 1;
constexpr std::size_t head_size = 5;  // tag and length

// The numbers are stored: never renumber.
enum class Tag : std::uint8_t { text = 1, recipient = 2, part = 3, media = 4 };
enum class MediaTag : std::uint8_t { type = 1, url = 2, data = 3 };

constexpr std::size_t part_size = 12;  // reference, number, total: 4 bytes each

std::size_t size_of(const Media& media) {
    return 3 * head_size + media.type.size() + media.url.size() + media.data.size();
}

std::size_t size_of(const MessageBody& body) {
    std::size_t size = 1 + 3 * head_size + body.text.reveal().size() + body.recipient.size();
    size += part_size;
    for (const auto& media : body.media) size += head_size + size_of(media);
    return size;
}

void append_number(Bytes& out, std::uint32_t number) {
    for (const int shift : {24, 16, 8, 0})
        out.push_back(static_cast<std::uint8_t>(number >> shift));
}

template <class AnyTag>
void append_head(Bytes& out, AnyTag tag, std::size_t size) {
    TIPWIRE_ASSERT(size <= UINT32_MAX);
    out.push_back(static_cast<std::uint8_t>(tag));
    append_number(out, static_cast<std::uint32_t>(size));
}

template <class AnyTag>
void append_field(Bytes& out, AnyTag tag, ByteView bytes) {
    append_head(out, tag, bytes.size());
    out.insert(out.end(), bytes.begin(), bytes.end());
}

void append_media(Bytes& out, const Media& media) {
    append_head(out, Tag::media, size_of(media));
    append_field(out, MediaTag::type, as_bytes(media.type));
    append_field(out, MediaTag::url, as_bytes(media.url));
    append_field(out, MediaTag::data, media.data);
}

std::uint32_t number_at(ByteView bytes, std::size_t at) {
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i) number = number << 8 | bytes[at + i];
    return number;
}

struct Field {
    std::uint8_t tag = 0;
    ByteView bytes;
};

// Takes one field off the front; nullopt if what is left does not hold it.
std::optional<Field> take_field(ByteView& bytes) {
    if (bytes.size() < head_size) return std::nullopt;
    const std::size_t size = number_at(bytes, 1);
    if (size > bytes.size() - head_size) return std::nullopt;
    const Field field{bytes[0], bytes.subspan(head_size, size)};
    bytes = bytes.subspan(head_size + size);
    return field;
}

bool read_part(ByteView bytes, Part& part) {
    if (bytes.size() != part_size) return false;
    part = {number_at(bytes, 0), number_at(bytes, 4), number_at(bytes, 8)};
    return true;
}

bool read_media(ByteView bytes, Media& media) {
    while (!bytes.empty()) {
        const auto field = take_field(bytes);
        if (!field) return false;
        switch (static_cast<MediaTag>(field->tag)) {
            case MediaTag::type: media.type = as_text(field->bytes); break;
            case MediaTag::url: media.url = as_text(field->bytes); break;
            case MediaTag::data: media.data.assign(field->bytes.begin(), field->bytes.end()); break;
        }
    }
    return true;
}

bool read_field(const Field& field, MessageBody& body) {
    switch (static_cast<Tag>(field.tag)) {
        case Tag::text: body.text = TipText{std::string(as_text(field.bytes))}; return true;
        case Tag::recipient: body.recipient = as_text(field.bytes); return true;
        case Tag::part: return read_part(field.bytes, body.part);
        case Tag::media: return read_media(field.bytes, body.media.emplace_back());
    }
    return true;  // written by a later version
}

}  // namespace

Secret<Bytes> encode(const MessageBody& body) {
    Bytes out;
    out.reserve(size_of(body));  // one buffer, so that no half-filled copy is left behind unwiped
    out.push_back(body_version);
    append_field(out, Tag::text, as_bytes(body.text.reveal()));
    append_field(out, Tag::recipient, as_bytes(body.recipient));
    append_head(out, Tag::part, part_size);
    for (const auto number : {body.part.reference, body.part.number, body.part.total}) {
        append_number(out, number);
    }
    for (const auto& media : body.media) append_media(out, media);
    TIPWIRE_ASSERT(out.size() == size_of(body));
    return Secret<Bytes>{std::move(out)};
}

Result<MessageBody> decode_message_body(ByteView bytes) {
    if (bytes.empty() || bytes[0] != body_version) {
        return Error{Errc::damaged, "message body: unknown version"};
    }
    bytes = bytes.subspan(1);
    MessageBody body;
    while (!bytes.empty()) {
        const auto field = take_field(bytes);
        if (!field || !read_field(*field, body)) {
            return Error{Errc::damaged, "message body: a field is cut short"};
        }
    }
    return body;
}

}  // namespace tipwire::routing
