// SPDX-License-Identifier: Apache-2.0
// What is opened, what is not, and that only the file that was read is removed.
#include "gateway/app/spool_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "tests/unit/gateway/crypto/temporary_folder.hpp"

namespace tipwire::gateway {
namespace {

namespace fs = std::filesystem;
using routing::Errc;

class SpoolFileTest : public ::testing::Test {
protected:
    fs::path write(const std::string& name, const std::string& bytes) const {
        const fs::path path = folder() / name;
        std::ofstream(path) << bytes;
        return path;
    }
    fs::path folder() const { return folder_.path(); }
    static Errc failure(const fs::path& path) {
        const auto file = SpoolFile::open(path, 100);
        return file ? Errc{} : file.error().code;
    }

private:
    testing::TemporaryFolder folder_;
};

TEST_F(SpoolFileTest, ReadsAndRemovesAFile) {
    const auto path = write("M1.a", "bytes");

    const auto file = SpoolFile::open(path, 5);

    ASSERT_TRUE(file);
    EXPECT_EQ(file->name(), "M1.a");
    EXPECT_EQ(file->bytes(), "bytes");
    EXPECT_TRUE(file->remove());
    EXPECT_FALSE(fs::exists(path));
}

TEST_F(SpoolFileTest, RemovesTwiceWithoutComplaint) {
    const auto file = SpoolFile::open(write("M1.a", "bytes"), 5);

    EXPECT_TRUE(file->remove());
    EXPECT_TRUE(file->remove());
}

TEST_F(SpoolFileTest, RefusesMoreThanTheLimit) {
    EXPECT_FALSE(SpoolFile::open(write("M1.a", "123456"), 5));
}

TEST_F(SpoolFileTest, RefusesLinksFoldersAndPipes) {
    const auto target = write("target", "x");
    fs::create_symlink(target, folder() / "link");
    ASSERT_EQ(::mkfifo((folder() / "pipe").c_str(), 0600), 0);

    EXPECT_EQ(failure(folder() / "link"), Errc::bad_request);
    EXPECT_EQ(failure(folder() / "pipe"), Errc::bad_request);
    EXPECT_EQ(failure(folder()), Errc::bad_request);
    EXPECT_TRUE(fs::exists(target));
}

TEST_F(SpoolFileTest, SaysWhatIsNotThere) {
    EXPECT_EQ(failure(folder() / "none"), Errc::not_found);
    EXPECT_EQ(failure(folder() / "none" / "M1.a"), Errc::not_found);
}

TEST_F(SpoolFileTest, LeavesAnotherFileThatTookTheName) {
    const auto path = write("M1.a", "old");
    const auto file = SpoolFile::open(path, 5);
    fs::rename(path, folder() / "elsewhere");
    write("M1.a", "new");

    const auto removed = file->remove();

    ASSERT_FALSE(removed);
    EXPECT_EQ(removed.error().code, Errc::conflict);
    EXPECT_TRUE(fs::exists(path));
}

TEST_F(SpoolFileTest, NamesAFileByItsNumberOnly) {
    const auto file = SpoolFile::open(write("IN_+77010000001_00.txt", ""), 5);

    EXPECT_TRUE(file->label().starts_with("inode "));
    EXPECT_EQ(file->label().find("7701"), std::string::npos);
}

TEST_F(SpoolFileTest, ListsOnlyFilesThatHaveSettled) {
    const auto settled = write("settled", "");
    const auto older = write("older", "");
    write("fresh", "");
    write(".hidden", "");
    write("sent.LOCK", "");
    fs::create_directory(folder() / "below");
    fs::create_symlink(settled, folder() / "link");
    const auto now = fs::file_time_type::clock::now();
    fs::last_write_time(settled, now - std::chrono::seconds{61});
    fs::last_write_time(older, now - std::chrono::seconds{90});

    EXPECT_EQ(settled_files(folder(), std::chrono::seconds{60}),
              (std::vector<fs::path>{older, settled}));
    EXPECT_THROW(settled_files(folder() / "none", std::chrono::seconds{60}), std::runtime_error);
}

}  // namespace
}  // namespace tipwire::gateway
