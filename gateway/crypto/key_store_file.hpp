// SPDX-License-Identifier: Apache-2.0
// The key store on the disk: replaced so that a crash at any step leaves the old or the new set,
// and a key that was dropped cannot come back. The bytes themselves are in key_store_format.hpp.
//
// replace():           1 draw a new KW; write it into the free slot of "wrap"; sync "wrap"
//                      2 write "store.new" under it; sync "store.new"
//                      3 rename it to "store"; sync the folder                     <- here the new
//                      set holds
// destroy_old_wrap():  4 overwrite the slot of the KW before with zeros; sync "wrap"
//
// After 3 both sets' KW are still there; after 4 the old store's blocks, wherever the disk keeps
// them, are noise. open() takes the slot whose generation is that of "store" and goes on with what
// a crash left undone.
#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

#include "gateway/crypto/key_store_format.hpp"
#include "gateway/crypto/private_file.hpp"
#include "routing/port/random.hpp"

namespace tipwire::gateway {

class KeyStoreFile {
public:
    // Hears the name of each step once it is done. A test throws from it to play a crash.
    using StepHook = std::function<void(std::string_view step)>;

    struct Opened;

    // Errors: bad_request (a store is there already), not_allowed (others can read the folder),
    // unavailable.
    static routing::Result<KeyStoreFile> create(const std::filesystem::path& folder,
                                                const routing::SecretKey& root,
                                                routing::Random& random,
                                                const std::vector<StoredKey>& keys,
                                                StepHook hook = nullptr);
    // Errors: not_found, not_allowed, damaged, unavailable.
    static routing::Result<Opened> open(const std::filesystem::path& folder,
                                        const routing::SecretKey& root, routing::Random& random,
                                        StepHook hook = nullptr);

    // Steps 1 to 3. keys ascend by (purpose, epoch). After an error the old set holds, on the disk
    // and for the caller; if the folder could not be synced nobody knows which one does, and every
    // later call fails until open(). Errors: unavailable.
    routing::Result<void> replace(const std::vector<StoredKey>& keys);
    // Step 4. Idempotent; replace() overwrites the same slot if this never succeeds. Errors:
    // unavailable.
    routing::Result<void> destroy_old_wrap();

private:
    KeyStoreFile(std::filesystem::path folder, PrivateFile directory, PrivateFile wrap,
                 routing::SecretKey wrapping, routing::Random& random, StepHook hook);

    static routing::Result<Opened> open_locked(const std::filesystem::path& folder,
                                               const routing::SecretKey& root,
                                               routing::Random& random, StepHook hook);
    routing::Result<void> finish_interrupted();
    routing::Result<void> replace_locked(const std::vector<StoredKey>& keys);
    routing::Result<void> empty_old_slot();
    routing::Result<void> write_slot(std::uint64_t generation, routing::ByteView slot);
    routing::Result<void> write_new_store(routing::ByteView bytes);
    routing::Result<void> switch_stores();
    void done(std::string_view step) const;

    std::filesystem::path folder_;
    PrivateFile directory_;
    PrivateFile wrap_;
    routing::SecretKey wrapping_;  // HKDF(KR, "tipwire/v1/keystore")
    routing::Random* random_;
    StepHook hook_;
    std::uint64_t generation_ = 0;
    bool old_wrap_lives_ = false;
    bool uncertain_ = false;  // a rename that may or may not be on the disk
};

struct KeyStoreFile::Opened {
    KeyStoreFile file;
    std::vector<StoredKey> keys;
};

}  // namespace tipwire::gateway
