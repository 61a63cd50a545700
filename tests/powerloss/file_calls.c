/* Loaded before libc (LD_PRELOAD): every file-system call below one folder is written down, or one of them is made to
   fail or to be the last. It stands below SQLite's own VFS and below Python, so that it sees what both ask of the
   system: folder syncs too, which a VFS put around SQLite's does not see.

   Trace, one record a call: kind (1 byte), number (int64), lengths of path, second path and data (3 x uint32), those.
   Kinds: c created, w written at number, t cut to number, s synced, u unlinked, r renamed, m marked by the program. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))real(#name))
#define STRUCK(path) struck(__func__, path)
#define FAILED strike()

static char root[4096], fired[4200];
static int trace = -1, with;
static long calls, at;

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

/* What the test's program calls. */
void file_calls_watch(const char *folder) { snprintf(root, sizeof root, "%s", folder); }
long file_calls_made(void) { return calls; }
const char *file_calls_fired(void) { return fired; }

/* The call of this number from now on fails with `error`; with 0 it is the last thing that the process does. */
void file_calls_strike(long number, int error) { calls = 0; at = number; with = error; fired[0] = 0; }

static int watched(const char *path) {
    size_t length = strlen(root);
    return length && path && !strncmp(path, root, length);
}

static void put(const void *bytes, size_t length) {
    for (const char *next = bytes; length;) {
        ssize_t done = syscall(SYS_write, trace, next, length);
        if (done <= 0) _exit(99);
        next += done;
        length -= (size_t)done;
    }
}

static void record(char kind, int64_t number, const char *path, const char *second, const void *data, size_t size) {
    if (trace < 0 || !(kind == 'm' || watched(path))) return;
    int held = errno;
    uint32_t lengths[3] = {(uint32_t)strlen(path), (uint32_t)strlen(second), (uint32_t)size};
    put(&kind, 1); put(&number, 8); put(lengths, 12);
    put(path, lengths[0]); put(second, lengths[1]); put(data, size);
    errno = held;
}

void file_calls_record(const char *file) {
    trace = (int)syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}
void file_calls_mark(const char *said) { record('m', 0, "", "", said, strlen(said)); }

static int struck(const char *call, const char *path) {
    if (!watched(path) || ++calls != at) return 0;
    snprintf(fired, sizeof fired, "%s %s", call, path + strlen(root));
    return 1;
}

static int strike(void) {
    if (!with) { kill(getpid(), SIGKILL); for (;;) pause(); }
    errno = with;
    return -1;
}

static const char *path_of(int descriptor, char *path) {
    char link[40];
    int held = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, 4095);
    path[length < 0 ? 0 : length] = 0;
    errno = held;
    return path;
}
#define PATH_OF(descriptor) path_of(descriptor, (char[4096]){0})

#define OPEN(name)                                                                                                 \
    int name(const char *path, int flags, ...) {                                                                   \
        va_list rest; va_start(rest, flags); mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; va_end(rest); \
        if (STRUCK(path)) return FAILED;                                                                           \
        int there = !(flags & O_CREAT) || !syscall(SYS_faccessat, AT_FDCWD, path, F_OK);                           \
        int opened = REAL(name)(path, flags, mode);                                                                \
        if (opened >= 0 && !there) record('c', 0, path, "", "", 0);                                                \
        if (opened >= 0 && there && (flags & O_TRUNC)) record('t', 0, path, "", "", 0);                            \
        return opened;                                                                                             \
    }
OPEN(open)
OPEN(open64)

/* A write that fails has written its first half. */
#define PWRITE(name, offset_type)                                                                                  \
    ssize_t name(int descriptor, const void *data, size_t size, offset_type offset) {                              \
        const char *path = PATH_OF(descriptor);                                                                    \
        if (STRUCK(path)) { REAL(name)(descriptor, data, size / 2, offset); return FAILED; }                       \
        ssize_t done = REAL(name)(descriptor, data, size, offset);                                                 \
        if (done > 0) record('w', offset, path, "", data, (size_t)done);                                           \
        return done;                                                                                               \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t write(int descriptor, const void *data, size_t size) {
    const char *path = PATH_OF(descriptor);
    if (STRUCK(path)) { REAL(write)(descriptor, data, size / 2); return FAILED; }
    off_t offset = watched(path) ? lseek(descriptor, 0, SEEK_CUR) : 0;
    ssize_t done = REAL(write)(descriptor, data, size);
    if (done > 0) record('w', offset, path, "", data, (size_t)done);
    return done;
}

#define FTRUNCATE(name, size_type)                                                                                 \
    int name(int descriptor, size_type size) {                                                                     \
        const char *path = PATH_OF(descriptor);                                                                    \
        if (STRUCK(path)) return FAILED;                                                                           \
        int done = REAL(name)(descriptor, size);                                                                   \
        if (!done) record('t', size, path, "", "", 0);                                                             \
        return done;                                                                                               \
    }
FTRUNCATE(ftruncate, off_t)
FTRUNCATE(ftruncate64, off64_t)

#define SYNC(name)                                                                                                 \
    int name(int descriptor) {                                                                                     \
        const char *path = PATH_OF(descriptor);                                                                    \
        if (STRUCK(path)) return FAILED;                                                                           \
        int done = REAL(name)(descriptor);                                                                         \
        if (!done) record('s', 0, path, "", "", 0);                                                                \
        return done;                                                                                               \
    }
SYNC(fsync)
SYNC(fdatasync)

int unlink(const char *path) {
    if (STRUCK(path)) return FAILED;
    int done = REAL(unlink)(path);
    if (!done) record('u', 0, path, "", "", 0);
    return done;
}

int rename(const char *from, const char *to) {
    if (STRUCK(from)) return FAILED;
    int done = REAL(rename)(from, to);
    if (!done) record('r', 0, from, to, "", 0);
    return done;
}

/* What changes nothing on the medium is only made to fail. A file that could not be closed is closed all the same. */
int close(int descriptor) {
    int fails = STRUCK(PATH_OF(descriptor));
    int done = REAL(close)(descriptor);
    return fails ? FAILED : done;
}
ssize_t read(int descriptor, void *data, size_t size) {
    return STRUCK(PATH_OF(descriptor)) ? FAILED : REAL(read)(descriptor, data, size);
}
ssize_t pread(int descriptor, void *data, size_t size, off_t offset) {
    return STRUCK(PATH_OF(descriptor)) ? FAILED : REAL(pread)(descriptor, data, size, offset);
}
ssize_t pread64(int descriptor, void *data, size_t size, off64_t offset) {
    return STRUCK(PATH_OF(descriptor)) ? FAILED : REAL(pread64)(descriptor, data, size, offset);
}
#define STAT(name, first, path, buffer)                                                                            \
    int name(first, struct buffer *found) { return STRUCK(path) ? FAILED : REAL(name)(given, found); }
STAT(stat, const char *given, given, stat)
STAT(lstat, const char *given, given, stat)
STAT(fstat, int given, PATH_OF(given), stat)
STAT(stat64, const char *given, given, stat64)
STAT(lstat64, const char *given, given, stat64)
STAT(fstat64, int given, PATH_OF(given), stat64)
int access(const char *path, int mode) { return STRUCK(path) ? FAILED : REAL(access)(path, mode); }
int mkdir(const char *path, mode_t mode) { return STRUCK(path) ? FAILED : REAL(mkdir)(path, mode); }
int fchmod(int descriptor, mode_t mode) { return STRUCK(PATH_OF(descriptor)) ? FAILED : REAL(fchmod)(descriptor, mode); }
int flock(int descriptor, int operation) { return STRUCK(PATH_OF(descriptor)) ? FAILED : REAL(flock)(descriptor, operation); }
DIR *opendir(const char *path) { if (STRUCK(path)) { FAILED; return NULL; } return REAL(opendir)(path); }
#define FCNTL(name)                                                                                                \
    int name(int descriptor, int command, ...) {                                                                   \
        va_list rest; va_start(rest, command); void *argument = va_arg(rest, void *); va_end(rest);                \
        int locks = command == F_SETLK || command == F_SETLKW || command == F_GETLK;                               \
        return locks && STRUCK(PATH_OF(descriptor)) ? FAILED : REAL(name)(descriptor, command, argument);          \
    }
FCNTL(fcntl)
FCNTL(fcntl64)
