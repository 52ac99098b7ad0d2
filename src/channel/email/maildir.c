#include "channel/email/maildir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "base/time.h"

enum { CHUNK = 64 * 1024 };

struct entry {
	const char *name, *path; /* name: without flags */
};

struct maildir {
	struct hk_arena *arena;
	const char *path;
	struct entry *entries;
	size_t count, room, at;
};

static bool is_wanted(const char *name)
{
	const char *flags = strstr(name, ":2,");

	return *name != '.' && !(flags && strpbrk(flags + 3, "DT"));
}

static void entry_add(struct maildir *maildir, const char *folder, const char *name)
{
	if (maildir->count == maildir->room) {
		size_t room = maildir->room ? maildir->room * 2 : 1024;
		struct entry *more =
			reallocarray(maildir->entries, room, sizeof(*maildir->entries));
		if (!more)
			abort();
		maildir->entries = more;
		maildir->room = room;
	}
	maildir->entries[maildir->count++] =
		(struct entry){ .name = hk_copy(maildir->arena, name, strcspn(name, ":")),
				.path = hk_format(maildir->arena, "%s/%s", folder, name) };
}

static bool folder_list(struct maildir *maildir, const char *path, const char *name)
{
	const char *folder = hk_format(maildir->arena, "%s/%s", path, name);
	DIR *open_folder = opendir(folder);

	if (!open_folder)
		return false;
	/* Nobody else reads this folder by this handle. */
	/* NOLINTNEXTLINE(concurrency-mt-unsafe) */
	for (struct dirent *one = readdir(open_folder); one; one = readdir(open_folder))
		if (is_wanted(one->d_name))
			entry_add(maildir, folder, one->d_name);
	closedir(open_folder);
	return true;
}

static int entry_compare(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

enum hk_result maildir_open(const char *path, const char *position, struct maildir **ret)
{
	struct maildir *maildir;
	struct stat about;
	bool has_new, has_cur;

	if (stat(path, &about) != 0)
		return HK_NOT_FOUND;
	maildir = calloc(1, sizeof(*maildir));
	if (!maildir)
		abort();
	maildir->arena = hk_arena_new();
	maildir->path = hk_copy_text(maildir->arena, path);
	has_new = folder_list(maildir, path, "new");
	has_cur = folder_list(maildir, path, "cur");
	if (!has_new && !has_cur) {
		maildir_close(maildir);
		return HK_INVALID;
	}
	if (maildir->count)
		qsort(maildir->entries, maildir->count, sizeof(struct entry), entry_compare);
	while (maildir->at < maildir->count && *position &&
	       strcmp(maildir->entries[maildir->at].name, position) <= 0)
		maildir->at++;
	*ret = maildir;
	return HK_OK;
}

void maildir_close(struct maildir *maildir)
{
	if (!maildir)
		return;
	hk_arena_free(maildir->arena);
	hk_free(maildir->entries);
	hk_free(maildir);
}

int64_t maildir_count(const struct maildir *maildir)
{
	return (int64_t)maildir->count;
}

/* Neither a pipe that nobody writes to nor a link to elsewhere is a mail. */
static int plain_open(const char *path)
{
	return open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
}

/* Who reads his mail meanwhile moves it from new/ to cur/, or changes its flags: then it has the
 * same name and another path. */
static int moved_open(struct maildir *maildir, const struct entry *entry)
{
	struct maildir again = { .arena = maildir->arena };
	int fd = -1;

	if (!folder_list(&again, maildir->path, "cur"))
		return -1;
	for (size_t i = 0; i < again.count && fd < 0; i++)
		if (strcmp(again.entries[i].name, entry->name) == 0)
			fd = plain_open(again.entries[i].path);
	hk_free(again.entries);
	return fd;
}

static int file_open(struct maildir *maildir, const struct entry *entry)
{
	int fd = plain_open(entry->path);

	return fd < 0 && errno == ENOENT ? moved_open(maildir, entry) : fd;
}

static void crlf_put(struct hk_buf *buf, const char *bytes, size_t length, char *last)
{
	for (size_t i = 0; i < length; i++) {
		if (bytes[i] == '\n' && *last != '\r')
			hk_buf_char(buf, '\r');
		hk_buf_char(buf, bytes[i]);
		*last = bytes[i];
	}
}

static bool file_read(int fd, int64_t max, struct hk_buf *buf)
{
	char bytes[CHUNK], last = '\0';
	ssize_t got = 0;

	while ((int64_t)buf->length <= max && (got = read(fd, bytes, sizeof(bytes))) > 0)
		crlf_put(buf, bytes, (size_t)got, &last);
	return got >= 0 && (int64_t)buf->length <= max;
}

/* "1290000000.M1P2.host": the seconds lead. */
static int64_t time_of(struct hk_arena *arena, const char *name)
{
	int64_t seconds = 0;

	if (!hk_number(hk_copy(arena, name, strspn(name, "0123456789")), &seconds) ||
	    seconds > INT32_MAX)
		return 0;
	return seconds * HK_SECOND;
}

enum hk_result maildir_next(struct maildir *maildir, struct hk_arena *arena, int64_t max,
			    struct stored_mail *ret)
{
	const struct entry *entry;
	struct stat about;
	scoped_fd fd = -1;
	scoped_buf buf;

	hk_buf_init(&buf, (size_t)max + (size_t)CHUNK * 2);
	if (maildir->at == maildir->count)
		return HK_NOT_FOUND;
	entry = &maildir->entries[maildir->at++];
	*ret = (struct stored_mail){ .at = time_of(arena, entry->name),
				     .place = hk_copy_text(arena, entry->name),
				     .next = hk_copy_text(arena, entry->name),
				     .passed = (int64_t)maildir->at };
	fd = file_open(maildir, entry);
	if (fd < 0 || fstat(fd, &about) != 0 || !S_ISREG(about.st_mode))
		return HK_OK;
	ret->size = about.st_size;
	if (!file_read(fd, max, &buf)) {
		ret->head_length = buf.length < STORED_HEAD_MAX ? buf.length : STORED_HEAD_MAX;
		ret->head = buf.length ? hk_copy(arena, buf.bytes, ret->head_length) : NULL;
		return HK_OK;
	}
	ret->length = buf.length;
	ret->raw = hk_copy(arena, buf.length ? buf.bytes : "", buf.length);
	return HK_OK;
}
