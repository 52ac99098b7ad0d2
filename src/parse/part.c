#include "parse/part.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"

enum { CHUNK = 16 * 1024, GROUP = 4, NO_SIGN = 64 };

enum quoted { QUOTED_TEXT, QUOTED_EQUALS, QUOTED_RETURN, QUOTED_DIGIT };

enum uu { UU_BEFORE, UU_LENGTH, UU_DATA, UU_REST, UU_OVER };

void part_decoder_init(struct part_decoder *decoder, enum mail_encoding encoding)
{
	*decoder = (struct part_decoder){ .encoding = encoding };
}

static unsigned base64_value(char sign)
{
	if (sign >= 'A' && sign <= 'Z')
		return (unsigned)(sign - 'A');
	if (sign >= 'a' && sign <= 'z')
		return (unsigned)(sign - 'a') + 26;
	if (sign >= '0' && sign <= '9')
		return (unsigned)(sign - '0') + 52;
	return sign == '+' ? 62 : sign == '/' ? 63 : NO_SIGN;
}

static size_t group_put(struct part_decoder *in, size_t bytes, char *to)
{
	uint32_t bits = in->bits << 6 * (GROUP - in->count);

	for (size_t i = 0; i < bytes; i++)
		to[i] = (char)(bits >> (16 - 8 * i) & 0xff);
	in->bits = in->count = in->padding = 0;
	return bytes;
}

/* A group of fewer signs than four carries one byte less than signs. */
static size_t base64_end(struct part_decoder *in, char *to)
{
	uint32_t signs = in->count - in->padding;

	return group_put(in, signs > 0 ? signs - 1 : 0, to);
}

/* RFC 4648. Padding ends a group and another may follow, as in files that were joined. */
static size_t base64_step(struct part_decoder *in, char sign, char *to)
{
	unsigned value = base64_value(sign);

	if (value == NO_SIGN && (sign != '=' || in->count == 0))
		return 0;
	in->padding += value == NO_SIGN;
	in->bits = in->bits << 6 | (value & (NO_SIGN - 1));
	return ++in->count == GROUP ? base64_end(in, to) : 0;
}

static int hex_value(char sign)
{
	if (sign >= '0' && sign <= '9')
		return sign - '0';
	if (sign >= 'A' && sign <= 'F')
		return sign - 'A' + 10;
	return sign >= 'a' && sign <= 'f' ? sign - 'a' + 10 : -1;
}

/* What looked like a code and was none, as it stood. */
static size_t quoted_end(struct part_decoder *in, char *to)
{
	size_t size = 0;

	if (in->state != QUOTED_TEXT)
		to[size++] = '=';
	if (in->state == QUOTED_RETURN)
		to[size++] = '\r';
	if (in->state == QUOTED_DIGIT)
		to[size++] = in->digit;
	in->state = QUOTED_TEXT;
	return size;
}

/* RFC 2045, section 6.7. */
static size_t quoted_step(struct part_decoder *in, char sign, char *to)
{
	size_t size = 0;

	if (in->state == QUOTED_EQUALS && hex_value(sign) >= 0) {
		in->state = QUOTED_DIGIT;
		in->digit = sign;
		return 0;
	}
	if (in->state == QUOTED_DIGIT && hex_value(sign) >= 0) {
		in->state = QUOTED_TEXT;
		to[0] = (char)((unsigned)hex_value(in->digit) << 4 | (unsigned)hex_value(sign));
		return 1;
	}
	if (in->state == QUOTED_EQUALS && sign == '\r') {
		in->state = QUOTED_RETURN;
		return 0;
	}
	if ((in->state == QUOTED_EQUALS || in->state == QUOTED_RETURN) && sign == '\n') {
		in->state = QUOTED_TEXT;
		return 0;
	}
	size = quoted_end(in, to);
	if (sign == '=')
		in->state = QUOTED_EQUALS;
	else
		to[size++] = sign;
	return size;
}

/* Looks for "begin " at the beginning of a line; count is how much of it has come. */
static void uu_begin(struct part_decoder *in, char sign)
{
	static const char begin[] = "begin ";

	if (sign == '\n')
		in->count = 0;
	else if (in->count < sizeof(begin) - 1)
		in->count = sign == begin[in->count] ? in->count + 1 : sizeof(begin);
	if (in->count == sizeof(begin) - 1) {
		in->count = 0;
		in->state = UU_REST;
	}
}

static size_t uu_data(struct part_decoder *in, char sign, char *to)
{
	size_t size = 0;

	in->bits = in->bits << 6 | (((unsigned)sign - ' ') & (NO_SIGN - 1));
	if (++in->count == GROUP) {
		size = group_put(in, in->left < GROUP - 1 ? in->left : GROUP - 1, to);
		in->left -= (uint32_t)size;
		in->state = in->left ? UU_DATA : UU_REST;
	}
	return size;
}

/* POSIX uuencode: a length, groups of four signs, and "end". */
static size_t uu_step(struct part_decoder *in, char sign, char *to)
{
	if (in->state == UU_BEFORE) {
		uu_begin(in, sign);
	} else if (in->state != UU_OVER && sign == '\n') {
		in->state = UU_LENGTH;
		in->bits = in->count = 0;
	} else if (in->state == UU_LENGTH && sign != '\r') {
		in->left = ((unsigned)sign - ' ') & (NO_SIGN - 1);
		in->state = sign < ' ' || sign > '`' ? UU_OVER : in->left ? UU_DATA : UU_REST;
	} else if (in->state == UU_DATA && sign != '\r') {
		return uu_data(in, sign, to);
	}
	return 0;
}

size_t part_decoder_step(struct part_decoder *decoder, const char *from, size_t len, char *to)
{
	size_t size = 0;

	if (decoder->encoding == MAIL_PLAIN) {
		memcpy(to, from, len);
		return len;
	}
	for (size_t i = 0; i < len; i++)
		size += decoder->encoding == MAIL_BASE64 ? base64_step(decoder, from[i], to + size)
			: decoder->encoding == MAIL_QUOTED
				? quoted_step(decoder, from[i], to + size)
				: uu_step(decoder, from[i], to + size);
	return size;
}

size_t part_decoder_end(struct part_decoder *decoder, char *to)
{
	if (decoder->encoding == MAIL_BASE64)
		return base64_end(decoder, to);
	return decoder->encoding == MAIL_QUOTED ? quoted_end(decoder, to) : 0;
}

/* A part of the source that decodes piece by piece. */
struct piece {
	struct part_decoder decoder;
	const struct parse_source *source;
	uint64_t at, end;
	uint64_t skip, left; /* of what is decoded */
	size_t len;
	char bytes[CHUNK + PART_SLACK];
};

static bool piece_start(struct piece *piece, const struct parse_source *source,
			const struct mail_part *part)
{
	part_decoder_init(&piece->decoder, part->encoding);
	piece->source = source;
	piece->at = part->offset;
	piece->end = part->offset + part->length;
	piece->skip = part->skip;
	piece->left = part->skip ? part->size : UINT64_MAX;
	return part->offset <= source->len && part->length <= source->len - part->offset;
}

/* Of a file within the part, what belongs to it. */
static void piece_cut(struct piece *piece)
{
	size_t before = piece->skip < piece->len ? (size_t)piece->skip : piece->len;
	size_t len = piece->len - before;

	piece->skip -= before;
	piece->len = len < piece->left ? len : (size_t)piece->left;
	piece->left -= piece->len;
	if (before > 0)
		memmove(piece->bytes, piece->bytes + before, piece->len);
	if (piece->left == 0)
		piece->at = piece->end + 1;
}

/* HK_NOT_FOUND after the last piece. */
static enum hk_result piece_next(struct piece *piece)
{
	char raw[CHUNK];
	size_t want = piece->end - piece->at < CHUNK ? (size_t)(piece->end - piece->at) : CHUNK;
	const char *from = raw;
	ssize_t got = (ssize_t)want;

	if (piece->at > piece->end)
		return HK_NOT_FOUND;
	if (want == 0) {
		piece->len = part_decoder_end(&piece->decoder, piece->bytes);
		piece->at = piece->end + 1;
		piece_cut(piece);
		return HK_OK;
	}
	if (piece->source->fd < 0)
		from = piece->source->bytes + piece->at;
	else
		got = pread(piece->source->fd, raw, want, (off_t)piece->at);
	if (got <= 0)
		return HK_INVALID;
	piece->len = part_decoder_step(&piece->decoder, from, (size_t)got, piece->bytes);
	piece->at += (uint64_t)got;
	piece_cut(piece);
	return HK_OK;
}

enum hk_result mail_part_decode(const struct parse_source *source, const struct mail_part *part,
				int fd, uint64_t *ret_size)
{
	struct piece piece;
	enum hk_result result = piece_start(&piece, source, part) ? HK_OK : HK_INVALID;
	uint64_t size = 0;

	while (result == HK_OK && (result = piece_next(&piece)) == HK_OK) {
		if (!hk_fd_write(fd, piece.bytes, piece.len))
			return HK_UNAVAILABLE;
		size += piece.len;
	}
	if (result != HK_NOT_FOUND)
		return result;
	*ret_size = size;
	return HK_OK;
}

enum hk_result mail_part_load(struct hk_arena *arena, const struct parse_source *source,
			      const struct mail_part *part, size_t max, const char **ret,
			      size_t *ret_len)
{
	struct piece piece;
	enum hk_result result = piece_start(&piece, source, part) ? HK_OK : HK_INVALID;
	size_t size = 0;

	if (result != HK_OK)
		return result;

	size_t room = part->length < max ? (size_t)part->length : max;
	char *all = hk_alloc(arena, room + 1, 1);

	while ((result = piece_next(&piece)) == HK_OK) {
		if (piece.len > room - size)
			return HK_INVALID;
		memcpy(all + size, piece.bytes, piece.len);
		size += piece.len;
	}
	if (result != HK_NOT_FOUND)
		return result;
	*ret = all;
	*ret_len = size;
	return HK_OK;
}
