// SPDX-License-Identifier: Apache-2.0
// Sealing in pieces: each is bound to the medium's random id and its own number.
#include "routing/flow/media_sealing.hpp"

#include <algorithm>

namespace tipwire::routing {

namespace {

constexpr std::string_view head_column = "media";

// At most 26 bytes; the vault takes 32. Eight bytes of the id keep the media of one tip apart.
std::string piece_column(const MediumId& medium, std::size_t number) {
    return "media/" + to_hex(ByteView(medium).first(8)) + "/" + std::to_string(number);
}

}  // namespace

SealedBody seal_head(ContentVault& vault, const OpenTipKey& key, const MediumHead& head) {
    return vault.seal(key, head_column, encode(head).reveal());
}

std::vector<SealedBody> seal_pieces(ContentVault& vault, const OpenTipKey& key,
                                    const MediumId& medium, ByteView content) {
    std::vector<SealedBody> pieces;
    while (!content.empty()) {
        const auto size = std::min(content.size(), media_piece_size);
        pieces.push_back(vault.seal(key, piece_column(medium, pieces.size()), content.first(size)));
        content = content.subspan(size);
    }
    return pieces;
}

Result<MediumHead> open_head(ContentVault& vault, const OpenTipKey& key,
                             const StoredMedium& medium) {
    const auto plain = vault.open(key, head_column, medium.head);
    if (!plain) return plain.error();
    return decode_medium_head(plain->reveal());
}

Result<Secret<Bytes>> open_pieces(ContentVault& vault, const OpenTipKey& key,
                                  const MediumHead& head, const StoredMedium& medium) {
    const Error damaged{Errc::damaged, "a medium's pieces do not make up its size"};
    if (head.size > media_piece_size * pieces_per_medium_max) return damaged;
    Bytes content;
    content.reserve(static_cast<std::size_t>(head.size));  // one buffer: nothing unwiped
    for (std::size_t i = 0; i < medium.pieces.size(); ++i) {
        const auto piece = vault.open(key, piece_column(head.id, i), medium.pieces[i]);
        if (!piece) return piece.error();
        const auto& bytes = piece->reveal();
        if (bytes.size() > head.size - content.size()) return damaged;
        content.insert(content.end(), bytes.begin(), bytes.end());
    }
    if (content.size() != head.size) return damaged;
    return Secret<Bytes>{std::move(content)};
}

}  // namespace tipwire::routing
