// SPDX-License-Identifier: Apache-2.0
// Files as byte vectors with a list of what is not synced; SQLite's VFS calls on top of them.
#include "tests/sim/fault_vfs.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <map>
#include <mutex>
#include <new>
#include <stdexcept>
#include <vector>

namespace tipwire::testing {

namespace fault {  // named: FaultVfs::State has members of these types

constexpr std::size_t sector = 512;  // what a disk writes whole or not at all

// SplitMix64 (Steele, Lea, Flood 2014): small, and good enough to choose faults.
class Chance {
public:
    explicit Chance(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next() {
        std::uint64_t z = state_ += 0x9e3779b97f4a7c15U;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31);
    }
    bool happens(double odds) {
        return odds > 0 && static_cast<double>(next() >> 11) * 0x1p-53 < odds;
    }

private:
    std::uint64_t state_;
};

using Data = std::vector<std::uint8_t>;

struct Change {  // since the last sync
    std::size_t at = 0;
    Data bytes;  // empty: the file was cut to `at`
    bool truncates = false;
};

// The content of one file. Opened files share it; after a crash they keep a dead one.
struct Node {
    Data data;     // as programs see it
    Data durable;  // as the disk has it
    std::vector<Change> unsynced;
    bool dead = false;

    int shared = 0;  // locks of the file itself
    const void* reserved = nullptr;
    const void* exclusive = nullptr;

    std::vector<std::unique_ptr<Data>> regions;  // shared memory
    std::array<int, SQLITE_SHM_NLOCK> shared_slots{};
    std::array<const void*, SQLITE_SHM_NLOCK> exclusive_slots{};
};

inline void put_on(Data& data, const Change& change, std::size_t limit = SIZE_MAX) {
    if (change.truncates) {
        data.resize(change.at);
        return;
    }
    const std::size_t size = std::min(change.bytes.size(), limit);
    if (size == 0) return;
    if (data.size() < change.at + size) data.resize(change.at + size);
    std::copy_n(change.bytes.begin(), size, data.begin() + static_cast<std::ptrdiff_t>(change.at));
}

}  // namespace fault

using namespace fault;

struct FaultVfs::State {
    std::string name;
    Chance chance;
    DiskOdds odds;
    std::optional<std::uint64_t> space;
    DiskCounts counts;
    std::int64_t crash_in = 0;  // 0: none planned
    bool crashed = false;
    std::map<std::string, std::shared_ptr<Node>> files;
    mutable std::recursive_mutex mutex;
    sqlite3_vfs vfs{};

    State(std::string vfs_name, std::uint64_t seed) : name(std::move(vfs_name)), chance(seed) {}

    std::uint64_t used() const {
        std::uint64_t total = 0;
        for (const auto& [path, node] : files) total += node->data.size();
        return total;
    }
    bool crash_is_now() { return crash_in > 0 && --crash_in == 0; }
    void crash();
    std::shared_ptr<Node> after_crash(const Node& node);
};

// What the disk has of a file, as the next start finds it.
std::shared_ptr<Node> FaultVfs::State::after_crash(const Node& node) {
    auto found = std::make_shared<Node>();
    found->durable = node.durable;
    for (const auto& change : node.unsynced) {
        if (chance.happens(odds.survives)) {
            put_on(found->durable, change);
        } else if (chance.happens(odds.torn)) {
            const std::size_t sectors = change.bytes.size() / sector + 1;
            put_on(found->durable, change, chance.next() % sectors * sector);
        }
    }
    found->data = found->durable;
    return found;
}

void FaultVfs::State::crash() {
    crashed = true;
    crash_in = 0;
    for (auto& [path, node] : files) {
        node->dead = true;
        node = after_crash(*node);
    }
}

namespace {

struct File : sqlite3_file {
    FaultVfs::State* disk = nullptr;
    std::shared_ptr<Node> node;
    int level = SQLITE_LOCK_NONE;
    unsigned shared_mask = 0;
    unsigned exclusive_mask = 0;
    bool mapped = false;
    bool delete_on_close = false;
    std::string path;
};

File& of(sqlite3_file* file) { return *static_cast<File*>(file); }
FaultVfs::State& of(sqlite3_vfs* vfs) { return *static_cast<FaultVfs::State*>(vfs->pAppData); }

using Lock = std::lock_guard<std::recursive_mutex>;

// ---- the file -----------------------------------------------------------------------------------

int shm_unmap(sqlite3_file* base, int delete_it);
int unlock(sqlite3_file* base, int level);

int close(sqlite3_file* base) {
    File& file = of(base);
    {
        const Lock lock(file.disk->mutex);
        unlock(base, SQLITE_LOCK_NONE);
        if (file.mapped) shm_unmap(base, 0);
        if (file.delete_on_close) file.disk->files.erase(file.path);
    }
    file.~File();
    return SQLITE_OK;
}

int read(sqlite3_file* base, void* to, int size, sqlite3_int64 at) {
    File& file = of(base);
    const Lock lock(file.disk->mutex);
    ++file.disk->counts.reads;
    if (file.node->dead || file.disk->chance.happens(file.disk->odds.read_error)) {
        return SQLITE_IOERR_READ;
    }
    const Data& data = file.node->data;
    const auto first = std::min(static_cast<std::size_t>(at), data.size());
    const auto count = std::min(static_cast<std::size_t>(size), data.size() - first);
    if (count > 0) std::memcpy(to, data.data() + first, count);
    if (count == static_cast<std::size_t>(size)) return SQLITE_OK;
    std::memset(static_cast<char*>(to) + count, 0, static_cast<std::size_t>(size) - count);
    return SQLITE_IOERR_SHORT_READ;
}

int write(sqlite3_file* base, const void* from, int size, sqlite3_int64 at) {
    File& file = of(base);
    const Lock lock(file.disk->mutex);
    ++file.disk->counts.writes;
    if (file.node->dead) return SQLITE_IOERR_WRITE;
    const auto* bytes = static_cast<const std::uint8_t*>(from);
    Change change{static_cast<std::size_t>(at), Data(bytes, bytes + size), false};
    const auto end = change.at + change.bytes.size();
    const auto growth = end > file.node->data.size() ? end - file.node->data.size() : 0;
    if (file.disk->space && growth > 0 && file.disk->used() + growth > *file.disk->space) {
        return SQLITE_FULL;
    }
    const bool fails = file.disk->chance.happens(file.disk->odds.write_error);
    const bool crashes = file.disk->crash_is_now();
    // A failed write may have got part of the way.
    const std::size_t limit =
        fails || crashes ? file.disk->chance.next() % (change.bytes.size() / sector + 1) * sector
                         : change.bytes.size();
    change.bytes.resize(std::min(limit, change.bytes.size()));
    put_on(file.node->data, change);
    file.node->unsynced.push_back(std::move(change));
    if (crashes) file.disk->crash();
    return fails || crashes ? SQLITE_IOERR_WRITE : SQLITE_OK;
}

int truncate(sqlite3_file* base, sqlite3_int64 size) {
    File& file = of(base);
    const Lock lock(file.disk->mutex);
    if (file.node->dead) return SQLITE_IOERR_TRUNCATE;
    Change change{static_cast<std::size_t>(size), {}, true};
    put_on(file.node->data, change);
    file.node->unsynced.push_back(std::move(change));
    return SQLITE_OK;
}

int sync(sqlite3_file* base, int) {
    File& file = of(base);
    const Lock lock(file.disk->mutex);
    ++file.disk->counts.syncs;
    if (file.node->dead) return SQLITE_IOERR_FSYNC;
    if (file.disk->crash_is_now()) {
        file.disk->crash();
        return SQLITE_IOERR_FSYNC;
    }
    // As on Linux: after a failed fsync the pages count as clean, so a later one would lie.
    if (file.disk->chance.happens(file.disk->odds.sync_error)) return SQLITE_IOERR_FSYNC;
    for (const auto& change : file.node->unsynced) put_on(file.node->durable, change);
    file.node->unsynced.clear();
    return SQLITE_OK;
}

int file_size(sqlite3_file* base, sqlite3_int64* size) {
    File& file = of(base);
    const Lock lock(file.disk->mutex);
    if (file.node->dead) return SQLITE_IOERR_FSTAT;
    *size = static_cast<sqlite3_int64>(file.node->data.size());
    return SQLITE_OK;
}

int lock(sqlite3_file* base, int level) {
    File& file = of(base);
    const Lock guard(file.disk->mutex);
    Node& node = *file.node;
    if (node.dead) return SQLITE_IOERR_LOCK;
    if (level <= file.level) return SQLITE_OK;
    if (node.exclusive && node.exclusive != base) return SQLITE_BUSY;
    if (level >= SQLITE_LOCK_RESERVED) {
        if (node.reserved && node.reserved != base) return SQLITE_BUSY;
        node.reserved = base;
    }
    if (level == SQLITE_LOCK_EXCLUSIVE) {
        const int others = node.shared - (file.level >= SQLITE_LOCK_SHARED ? 1 : 0);
        if (others > 0) return SQLITE_BUSY;
        node.exclusive = base;
    }
    if (file.level < SQLITE_LOCK_SHARED) ++node.shared;
    file.level = level;
    return SQLITE_OK;
}

int unlock(sqlite3_file* base, int level) {
    File& file = of(base);
    const Lock guard(file.disk->mutex);
    Node& node = *file.node;
    if (level >= file.level) return SQLITE_OK;
    if (level < SQLITE_LOCK_RESERVED && node.reserved == base) node.reserved = nullptr;
    if (node.exclusive == base) node.exclusive = nullptr;
    if (level < SQLITE_LOCK_SHARED) --node.shared;
    file.level = level;
    return SQLITE_OK;
}

int is_reserved(sqlite3_file* base, int* reserved) {
    File& file = of(base);
    const Lock guard(file.disk->mutex);
    *reserved = file.node->reserved != nullptr;
    return SQLITE_OK;
}

int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int sector_size(sqlite3_file*) { return 4096; }
int characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

// ---- shared memory ------------------------------------------------------------------------------

int shm_map(sqlite3_file* base, int region, int size, int extend, void volatile** memory) {
    File& file = of(base);
    const Lock guard(file.disk->mutex);
    *memory = nullptr;
    if (file.node->dead) return SQLITE_IOERR_SHMMAP;
    auto& regions = file.node->regions;
    file.mapped = true;
    const auto index = static_cast<std::size_t>(region);
    if (index >= regions.size() && !extend) return SQLITE_OK;
    while (regions.size() <= index) {
        regions.push_back(std::make_unique<Data>(static_cast<std::size_t>(size)));
    }
    *memory = regions[index]->data();
    return SQLITE_OK;
}

int shm_lock_one(File& file, int slot, int flags) {
    Node& node = *file.node;
    const auto index = static_cast<std::size_t>(slot);
    const unsigned bit = 1U << slot;
    if (flags & SQLITE_SHM_UNLOCK) {
        if (file.exclusive_mask & bit) node.exclusive_slots[index] = nullptr;
        if (file.shared_mask & bit) --node.shared_slots[index];
        file.exclusive_mask &= ~bit;
        file.shared_mask &= ~bit;
        return SQLITE_OK;
    }
    if (node.exclusive_slots[index] && node.exclusive_slots[index] != &file) return SQLITE_BUSY;
    if (flags & SQLITE_SHM_SHARED) {
        if (!(file.shared_mask & bit)) ++node.shared_slots[index];
        file.shared_mask |= bit;
        return SQLITE_OK;
    }
    if (node.shared_slots[index] > ((file.shared_mask & bit) ? 1 : 0)) return SQLITE_BUSY;
    node.exclusive_slots[index] = &file;
    file.exclusive_mask |= bit;
    return SQLITE_OK;
}

int shm_lock(sqlite3_file* base, int offset, int count, int flags) {
    File& file = of(base);
    const Lock guard(file.disk->mutex);
    if (file.node->dead) return SQLITE_IOERR_SHMLOCK;
    for (int slot = offset; slot < offset + count; ++slot) {
        if (shm_lock_one(file, slot, flags) == SQLITE_OK) continue;
        const int undo = (flags & ~SQLITE_SHM_LOCK) | SQLITE_SHM_UNLOCK;
        for (int taken = offset; taken < slot; ++taken) shm_lock_one(file, taken, undo);
        return SQLITE_BUSY;
    }
    return SQLITE_OK;
}

void shm_barrier(sqlite3_file*) { std::atomic_thread_fence(std::memory_order_seq_cst); }

int shm_unmap(sqlite3_file* base, int delete_it) {
    File& file = of(base);
    const Lock guard(file.disk->mutex);
    for (int slot = 0; slot < SQLITE_SHM_NLOCK; ++slot) shm_lock_one(file, slot, SQLITE_SHM_UNLOCK);
    file.mapped = false;
    if (delete_it) file.node->regions.clear();
    return SQLITE_OK;
}

constexpr sqlite3_io_methods methods{
    2,         close,       read,    write,       truncate,        sync,    file_size, lock,
    unlock,    is_reserved, control, sector_size, characteristics, shm_map, shm_lock,  shm_barrier,
    shm_unmap, nullptr,     nullptr};

// ---- the file system ----------------------------------------------------------------------------

int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* base, int flags, int* out_flags) {
    FaultVfs::State& disk = of(vfs);
    const Lock guard(disk.mutex);
    base->pMethods = nullptr;
    const std::string name = path ? path : "(temporary)";
    const bool found = disk.files.contains(name);
    if (!found && !(flags & SQLITE_OPEN_CREATE)) return SQLITE_CANTOPEN;
    auto& node = disk.files[name];
    if (!node) node = std::make_shared<Node>();
    auto* file = new (base) File;
    file->pMethods = &methods;
    file->disk = &disk;
    file->node = node;
    file->path = name;
    file->delete_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
    if (out_flags) *out_flags = flags;
    return SQLITE_OK;
}

int remove(sqlite3_vfs* vfs, const char* path, int) {
    const Lock guard(of(vfs).mutex);
    return of(vfs).files.erase(path) > 0 ? SQLITE_OK : SQLITE_IOERR_DELETE_NOENT;
}

int access(sqlite3_vfs* vfs, const char* path, int, int* result) {
    const Lock guard(of(vfs).mutex);
    *result = of(vfs).files.contains(path);
    return SQLITE_OK;
}

int full_path(sqlite3_vfs*, const char* path, int size, char* full) {
    sqlite3_snprintf(size, full, "%s", path);
    return SQLITE_OK;
}

int randomness(sqlite3_vfs* vfs, int size, char* bytes) {
    const Lock guard(of(vfs).mutex);
    for (int i = 0; i < size; ++i) bytes[i] = static_cast<char>(of(vfs).chance.next());
    return size;
}

int pass_time(sqlite3_vfs*, int microseconds) {
    return microseconds;
}  // no time passes on this disk

int current_time(sqlite3_vfs*, double* julian) {
    *julian = 2460000.5;
    return SQLITE_OK;
}

int last_error(sqlite3_vfs*, int, char*) { return 0; }

}  // namespace

FaultVfs::FaultVfs(std::string name, std::uint64_t seed)
    : state_(std::make_unique<State>(std::move(name), seed)) {
    sqlite3_vfs& vfs = state_->vfs;
    vfs.iVersion = 1;
    vfs.szOsFile = sizeof(File);
    vfs.mxPathname = 512;
    vfs.zName = state_->name.c_str();
    vfs.pAppData = state_.get();
    vfs.xOpen = open;
    vfs.xDelete = remove;
    vfs.xAccess = access;
    vfs.xFullPathname = full_path;
    vfs.xRandomness = randomness;
    vfs.xSleep = pass_time;
    vfs.xCurrentTime = current_time;
    vfs.xGetLastError = last_error;
    if (sqlite3_vfs_register(&vfs, 0) != SQLITE_OK) throw std::runtime_error("cannot register");
}

FaultVfs::~FaultVfs() { sqlite3_vfs_unregister(&state_->vfs); }

const std::string& FaultVfs::name() const { return state_->name; }

void FaultVfs::set_odds(const DiskOdds& odds) {
    const Lock guard(state_->mutex);
    state_->odds = odds;
}

void FaultVfs::set_space(std::optional<std::uint64_t> bytes) {
    const Lock guard(state_->mutex);
    state_->space = bytes;
}

std::uint64_t FaultVfs::used() const {
    const Lock guard(state_->mutex);
    return state_->used();
}

void FaultVfs::crash() {
    const Lock guard(state_->mutex);
    state_->crash();
}

void FaultVfs::crash_in(std::int64_t writes_and_syncs) {
    const Lock guard(state_->mutex);
    state_->crash_in = writes_and_syncs;
}

bool FaultVfs::crashed() const {
    const Lock guard(state_->mutex);
    return state_->crashed;
}

void FaultVfs::clear_crash() {
    const Lock guard(state_->mutex);
    state_->crashed = false;
}

std::map<std::string, std::string> FaultVfs::files() const {
    const Lock guard(state_->mutex);
    std::map<std::string, std::string> found;
    for (const auto& [path, node] : state_->files)
        found.emplace(path, std::string(node->data.begin(), node->data.end()));
    return found;
}

DiskCounts FaultVfs::counts() const {
    const Lock guard(state_->mutex);
    return state_->counts;
}

}  // namespace tipwire::testing
