#include "ticket/mail/mail_id.h"

#include <string.h>

#include "base/text.h"

enum {
	PURPOSE = 8,
	IDS = 16,
	SIGNATURE = 8,
	WHOLE = IDS + SIGNATURE,
	LETTERS = 32,
	PLUS = 8 + SIGNATURE,
	PLUS_LETTERS = 26,
	LOCAL_PART_MAX = 64, /* RFC 5321 4.5.3.1.1 */
	TRIES_MAX = 500,     /* what only looks like one */
};

static const char head[] = "hark.";

enum { HEAD = sizeof(head) - 1 };

/* purpose: of eight letters, so that a signature for one thing is none for another. */
static void sign(const struct ctx *cx, const char *purpose, const unsigned char *ids, size_t length,
		 unsigned char ret[SIGNATURE])
{
	unsigned char text[PURPOSE + IDS + 8], digest[HK_DIGEST];

	memcpy(text, purpose, PURPOSE);
	memcpy(text + PURPOSE, ids, length);
	for (int i = 0; i < 8; i++)
		text[PURPOSE + length + (size_t)i] =
			(unsigned char)((uint64_t)cx->org_id >> (56 - 8 * i));
	hk_hmac(cx->house->key, text, PURPOSE + length + 8, digest);
	memcpy(ret, digest, SIGNATURE);
}

static void number_write(int64_t number, unsigned char ret[8])
{
	for (int i = 0; i < 8; i++)
		ret[i] = (unsigned char)((uint64_t)number >> (56 - 8 * i));
}

static int64_t number_read(const unsigned char bytes[8])
{
	uint64_t number = 0;

	for (int i = 0; i < 8; i++)
		number = number << 8 | bytes[i];
	return (int64_t)number;
}

const char *mail_id_make(struct ctx *cx, int64_t ticket_id, int64_t message_id, const char *address)
{
	unsigned char whole[WHOLE];
	const char *at = strchr(address, '@');

	number_write(ticket_id, whole);
	number_write(message_id, whole + 8);
	sign(cx, "mail-id:", whole, IDS, whole + IDS);
	return hk_format(cx->arena, "%s%s@%s", head, hk_base64url(cx->arena, whole, WHOLE),
			 at ? at + 1 : "localhost");
}

const char *mail_id_root(struct ctx *cx, int64_t ticket_id, const char *address)
{
	return mail_id_make(cx, ticket_id, ticket_id, address);
}

/* letters: the 32 behind the head; there are as many. */
static bool letters_read(struct ctx *cx, const char *letters, struct mail_mark *ret)
{
	unsigned char whole[WHOLE], right[SIGNATURE];
	char copy[LETTERS + 1];

	memcpy(copy, letters, LETTERS);
	copy[LETTERS] = '\0';
	if (!hk_base64url_read(copy, whole, WHOLE))
		return false;
	sign(cx, "mail-id:", whole, IDS, right);
	if (!hk_digest_equal(right, whole + IDS, SIGNATURE))
		return false;
	ret->ticket_id = number_read(whole);
	ret->row_id = number_read(whole + 8);
	return true;
}

bool mail_id_read(struct ctx *cx, const char *mail_id, int64_t *ret_ticket_id)
{
	struct mail_mark mark;

	if (!hk_starts(mail_id, head) || strcspn(mail_id, "@") != HEAD + LETTERS ||
	    !letters_read(cx, mail_id + HEAD, &mark))
		return false;
	*ret_ticket_id = mark.ticket_id;
	return true;
}

const char *mail_mark_of(struct ctx *cx, const char *mail_id)
{
	int64_t ticket_id;

	if (!mail_id_read(cx, mail_id, &ticket_id) || ticket_id == 0)
		return "";
	return hk_copy(cx->arena, mail_id, HEAD + LETTERS);
}

/* The first one in that text that is about a ticket, or about none. */
static bool mark_find(struct ctx *cx, const char *text, size_t length, bool is_apart,
		      struct mail_mark *ret)
{
	const char *at = text, *end = text + length;

	for (int tries = 0; tries < TRIES_MAX; tries++, at += HEAD) {
		at = memmem(at, (size_t)(end - at), head, HEAD);
		if (!at || (size_t)(end - at) < HEAD + LETTERS)
			return false;
		if (!letters_read(cx, at + HEAD, ret) || (ret->ticket_id == 0) != is_apart)
			continue;
		ret->id = hk_copy(cx->arena, at, HEAD + LETTERS);
		return true;
	}
	return false;
}

bool mail_mark_find(struct ctx *cx, const char *text, size_t length, struct mail_mark *ret)
{
	return mark_find(cx, text, length, false, ret);
}

bool mail_apart_find(struct ctx *cx, const char *text, size_t length, int64_t *ret_outbox_id)
{
	struct mail_mark mark;

	if (!mark_find(cx, text, length, true, &mark))
		return false;
	*ret_outbox_id = mark.row_id;
	return true;
}

const char *mail_plus_make(struct ctx *cx, int64_t ticket_id, const char *address)
{
	unsigned char whole[PLUS];
	const char *at = strchr(address, '@');

	if (!at || at - address + 2 + PLUS_LETTERS > LOCAL_PART_MAX)
		return NULL;
	number_write(ticket_id, whole);
	sign(cx, "plus-to:", whole, 8, whole + 8);
	return hk_format(cx->arena, "%.*s+h%s%s", (int)(at - address), address,
			 hk_lower_ascii(cx->arena, hk_base32(cx->arena, whole, PLUS)), at);
}

/* RFC 4648 base32, in letters of either size. */
static bool base32_read(const char *letters, unsigned char ret[PLUS])
{
	uint32_t bits = 0, count = 0;
	size_t length = 0;

	for (int i = 0; i < PLUS_LETTERS; i++) {
		uint32_t letter = (unsigned char)letters[i];
		uint32_t value = letter >= '2' && letter <= '7' ? letter - '2' + 26
				 : (letter | 32U) >= 'a' && (letter | 32U) <= 'z'
					 ? (letter | 32U) - 'a'
					 : 32;
		if (value > 31)
			return false;
		bits = bits << 5 | value;
		count += 5;
		if (count < 8)
			continue;
		count -= 8;
		ret[length++] = (unsigned char)(bits >> count);
	}
	return length == PLUS;
}

bool mail_plus_find(struct ctx *cx, const char *text, int64_t *ret_ticket_id)
{
	unsigned char whole[PLUS], right[SIGNATURE];
	const char *at = text;

	for (int tries = 0; tries < TRIES_MAX && (at = strchr(at, '+')); tries++) {
		at++;
		if ((*at | 32) != 'h' || strnlen(at + 1, PLUS_LETTERS + 1) <= PLUS_LETTERS ||
		    at[1 + PLUS_LETTERS] != '@' || !base32_read(at + 1, whole))
			continue;
		sign(cx, "plus-to:", whole, 8, right);
		if (!hk_digest_equal(right, whole + 8, SIGNATURE))
			continue;
		*ret_ticket_id = number_read(whole);
		return true;
	}
	return false;
}

bool mail_id_is_plain(const char *mail_id)
{
	size_t length = strnlen(mail_id, MAIL_ID_MAX_BYTES + 1);

	for (size_t i = 0; i < length; i++)
		if (mail_id[i] <= ' ' || mail_id[i] == 0x7f || strchr("<>", mail_id[i]))
			return false;
	return length > 0 && length <= MAIL_ID_MAX_BYTES;
}
