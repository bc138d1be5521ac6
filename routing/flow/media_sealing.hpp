// SPDX-License-Identifier: Apache-2.0
// How a medium lies in the store: a sealed head, and pieces that open only together with it.
#pragma once

#include <vector>

#include "routing/domain/medium.hpp"
#include "routing/port/content_vault.hpp"
#include "routing/port/medium_store.hpp"

namespace tipwire::routing {

// With the four bytes of length that a sealed body has in front, exactly one of its size steps.
inline constexpr std::size_t media_piece_size = 256 * 1024 - 4;

SealedBody seal_head(ContentVault& vault, const OpenTipKey& key, const MediumHead& head);
std::vector<SealedBody> seal_pieces(ContentVault& vault, const OpenTipKey& key,
                                    const MediumId& medium, ByteView content);

// Errors: key_destroyed, damaged (also if a piece is missing or is another medium's).
Result<MediumHead> open_head(ContentVault& vault, const OpenTipKey& key,
                             const StoredMedium& medium);
Result<Secret<Bytes>> open_pieces(ContentVault& vault, const OpenTipKey& key,
                                  const MediumHead& head, const StoredMedium& medium);

}  // namespace tipwire::routing
