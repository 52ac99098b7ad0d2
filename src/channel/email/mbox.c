#include "channel/email/mbox.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/text.h"
#include "base/time.h"

enum { ROOM = 256 * 1024, FROM_MAX = 1000, YEAR_DIGITS = 4 };

struct mbox {
	int fd;
	int64_t size, at; /* at: of the next byte that was not handed out */
	char *bytes;      /* ROOM of them */
	size_t begin, end;
	bool was_broken; /* the last piece had no end of line: the next is none of its own */
};

/* A line, or as much of it as there is room for. */
struct piece {
	const char *bytes;
	size_t length;
	bool begins, ends; /* the line */
};

static enum hk_result refill(struct mbox *mbox)
{
	memmove(mbox->bytes, mbox->bytes + mbox->begin, mbox->end - mbox->begin);
	mbox->end -= mbox->begin;
	mbox->begin = 0;
	while (mbox->end < ROOM) {
		ssize_t got = pread(mbox->fd, mbox->bytes + mbox->end, ROOM - mbox->end,
				    mbox->at + (int64_t)mbox->end);
		if (got < 0)
			return HK_FAILED;
		if (got == 0)
			return HK_OK;
		mbox->end += (size_t)got;
	}
	return HK_OK;
}

/* Without moving on. HK_NOT_FOUND: the end. */
static enum hk_result piece_look(struct mbox *mbox, struct piece *ret)
{
	const char *newline = memchr(mbox->bytes + mbox->begin, '\n', mbox->end - mbox->begin);

	if (!newline) {
		HK_TRY(refill(mbox));
		newline = memchr(mbox->bytes, '\n', mbox->end);
	}
	ret->bytes = mbox->bytes + mbox->begin;
	ret->length = newline ? (size_t)(newline - ret->bytes) + 1 : mbox->end - mbox->begin;
	ret->begins = !mbox->was_broken;
	ret->ends = newline != NULL;
	return ret->length ? HK_OK : HK_NOT_FOUND;
}

static void piece_take(struct mbox *mbox, const struct piece *piece)
{
	mbox->begin += piece->length;
	mbox->at += (int64_t)piece->length;
	mbox->was_broken = !piece->ends;
}

static bool is_empty(const struct piece *piece)
{
	return piece->begins && (piece->bytes[0] == '\n' ||
				 (piece->length == 2 && memcmp(piece->bytes, "\r\n", 2) == 0));
}

static bool digits_read(const char *word, size_t count, int *ret)
{
	*ret = 0;
	for (size_t i = 0; i < count; i++) {
		if (word[i] < '0' || word[i] > '9')
			return false;
		*ret = *ret * 10 + (word[i] - '0');
	}
	return true;
}

/* "10:14" or "10:14:05". */
static bool clock_read(const char *word, struct tm *ret)
{
	size_t length = strlen(word);

	if ((length != 5 && length != 8) || word[2] != ':' ||
	    !digits_read(word, 2, &ret->tm_hour) || !digits_read(word + 3, 2, &ret->tm_min))
		return false;
	return length == 5 || (word[5] == ':' && digits_read(word + 6, 2, &ret->tm_sec));
}

static bool month_read(const char *word, struct tm *ret)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";

	for (int i = 0; i < 12 && strlen(word) == 3; i++)
		if (strncasecmp(word, names + (ptrdiff_t)3 * i, 3) == 0) {
			ret->tm_mon = i;
			return true;
		}
	return false;
}

/* "+0130": what is to be taken away, in ms. Names of zones are not known to everybody. */
static int64_t zone_read(const char *word)
{
	int hours, minutes;

	if (strlen(word) != 5 || (*word != '+' && *word != '-') ||
	    !digits_read(word + 1, 2, &hours) || !digits_read(word + 3, 2, &minutes))
		return 0;
	return (hours * HK_HOUR + minutes * HK_MINUTE) * (*word == '-' ? -1 : 1);
}

enum { WORDS = 12 };

/* "From x Tue Feb 25 21:02:26 +0000 2014": month and day, a clock, perhaps a zone, a year. */
static bool from_words_read(char *const *words, size_t count, int64_t *ret)
{
	for (size_t i = 4; i + 1 < count; i++) {
		struct tm tm = { .tm_mday = 0 };
		int64_t zone = 0;
		size_t year = i + 1;

		if (!clock_read(words[i], &tm) || !month_read(words[i - 2], &tm) ||
		    !digits_read(words[i - 1], strlen(words[i - 1]), &tm.tm_mday))
			continue;
		while (year < count && (strlen(words[year]) != YEAR_DIGITS ||
					!digits_read(words[year], YEAR_DIGITS, &tm.tm_year)))
			zone = zone_read(words[year++]);
		if (year + 1 < count)
			zone = zone_read(words[year + 1]);
		tm.tm_year -= 1900;
		*ret = (int64_t)timegm(&tm) * HK_SECOND - zone;
		return year < count;
	}
	return false;
}

static bool from_read(const struct piece *piece, int64_t *ret)
{
	char line[FROM_MAX + 1], *words[WORDS], *rest = line;
	size_t count = 0;

	if (!piece->begins || piece->length > FROM_MAX || piece->length < 5 ||
	    memcmp(piece->bytes, "From ", 5) != 0 || memchr(piece->bytes, '\0', piece->length))
		return false;
	memcpy(line, piece->bytes, piece->length);
	line[piece->length] = '\0';
	for (char *word = strtok_r(line, " \t\r\n", &rest); word && count < WORDS;
	     word = strtok_r(NULL, " \t\r\n", &rest))
		words[count++] = word;
	return from_words_read(words, count, ret);
}

static enum hk_result begin(struct mbox *mbox, const char *position)
{
	struct piece piece;
	int64_t at;
	enum hk_result result;

	if (*position && !hk_number(position, &mbox->at))
		return HK_INVALID;
	if (mbox->at > mbox->size)
		return HK_INVALID;
	do {
		result = piece_look(mbox, &piece);
		if (result == HK_OK && is_empty(&piece))
			piece_take(mbox, &piece);
	} while (result == HK_OK && is_empty(&piece));
	if (result == HK_NOT_FOUND)
		return HK_OK;
	return result == HK_OK && from_read(&piece, &at) ? HK_OK : HK_INVALID;
}

enum hk_result mbox_open(const char *path, const char *position, struct mbox **ret)
{
	struct stat about;
	struct mbox *mbox;
	enum hk_result result;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return HK_NOT_FOUND;
	mbox = calloc(1, sizeof(*mbox));
	if (!mbox)
		abort();
	mbox->fd = fd;
	mbox->bytes = calloc(1, ROOM);
	if (!mbox->bytes)
		abort();
	result = fstat(fd, &about) == 0 && S_ISREG(about.st_mode) ? HK_OK : HK_INVALID;
	if (result == HK_OK) {
		mbox->size = about.st_size;
		result = begin(mbox, position);
	}
	if (result != HK_OK) {
		mbox_close(mbox);
		return result;
	}
	*ret = mbox;
	return HK_OK;
}

void mbox_close(struct mbox *mbox)
{
	if (!mbox)
		return;
	close(mbox->fd);
	hk_free(mbox->bytes);
	hk_free(mbox);
}

int64_t mbox_size(const struct mbox *mbox)
{
	return mbox->size;
}

static void line_put(struct hk_buf *buf, const struct piece *piece)
{
	const char *at = piece->bytes;
	size_t length = piece->length, quotes = 0;

	while (piece->begins && quotes < length && at[quotes] == '>')
		quotes++;
	if (quotes && length - quotes >= 5 && memcmp(at + quotes, "From ", 5) == 0) {
		at++;
		length--;
	}
	if (!piece->ends) {
		hk_buf_put(buf, at, length);
		return;
	}
	length--;
	if (length && at[length - 1] == '\r')
		length--;
	hk_buf_put(buf, at, length);
	hk_buf_put(buf, "\r\n", 2);
}

/* To the line that begins the next one. The empty line before that is the mailbox's, not the
 * mail's, so each is held back until it is known what comes behind it. */
static enum hk_result text_read(struct mbox *mbox, struct hk_buf *buf)
{
	bool has_empty = false;
	struct piece piece;
	int64_t at;

	for (;;) {
		enum hk_result result = piece_look(mbox, &piece);

		if (result == HK_NOT_FOUND)
			return HK_OK;
		HK_TRY(result);
		if (has_empty && from_read(&piece, &at))
			return HK_OK;
		if (has_empty)
			hk_buf_put(buf, "\r\n", 2);
		has_empty = is_empty(&piece);
		if (!has_empty)
			line_put(buf, &piece);
		piece_take(mbox, &piece);
	}
}

enum hk_result mbox_next(struct mbox *mbox, struct hk_arena *arena, int64_t max,
			 struct stored_mail *ret)
{
	struct piece piece;
	int64_t begun = mbox->at, at = 0;
	scoped_buf buf;

	hk_buf_init(&buf, (size_t)max + 1);
	HK_TRY(piece_look(mbox, &piece));
	if (!from_read(&piece, &at))
		return HK_FAILED; /* somebody changes the file while it is read */
	piece_take(mbox, &piece);
	HK_TRY(text_read(mbox, &buf));
	*ret = (struct stored_mail){
		.size = mbox->at - begun,
		.at = at,
		.place = hk_format(arena, "%" PRId64, begun),
		.next = hk_format(arena, "%" PRId64, mbox->at),
		.passed = mbox->at,
	};
	if (buf.is_cut || (int64_t)buf.length > max) {
		ret->head_length = buf.length < STORED_HEAD_MAX ? buf.length : STORED_HEAD_MAX;
		ret->head = hk_copy(arena, buf.bytes, ret->head_length);
		return HK_OK;
	}
	ret->length = buf.length;
	ret->raw = hk_copy(arena, buf.length ? buf.bytes : "", buf.length);
	return HK_OK;
}
