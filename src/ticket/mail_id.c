#include "ticket/mail_id.h"

#include <string.h>

#include "base/text.h"

enum { IDS = 16, SIGNATURE = 8, WHOLE = IDS + SIGNATURE, LETTERS = 32 };

static const char head[] = "hark.";

static void sign(const struct ctx *cx, const unsigned char ids[IDS], unsigned char ret[SIGNATURE])
{
	unsigned char text[8 + IDS + 8], digest[HK_DIGEST];

	memcpy(text, "mail-id:", 8);
	memcpy(text + 8, ids, IDS);
	for (int i = 0; i < 8; i++)
		text[8 + IDS + i] = (unsigned char)((uint64_t)cx->org_id >> (56 - 8 * i));
	hk_hmac(cx->house->key, text, sizeof(text), digest);
	memcpy(ret, digest, SIGNATURE);
}

const char *mail_id_make(struct ctx *cx, int64_t ticket_id, int64_t message_id, const char *address)
{
	unsigned char whole[WHOLE];
	const char *at = strchr(address, '@');

	for (int i = 0; i < 8; i++) {
		whole[i] = (unsigned char)((uint64_t)ticket_id >> (56 - 8 * i));
		whole[8 + i] = (unsigned char)((uint64_t)message_id >> (56 - 8 * i));
	}
	sign(cx, whole, whole + IDS);
	return hk_format(cx->arena, "%s%s@%s", head, hk_base64url(cx->arena, whole, WHOLE),
			 at ? at + 1 : "localhost");
}

bool mail_id_read(struct ctx *cx, const char *mail_id, int64_t *ret_ticket_id)
{
	unsigned char whole[WHOLE], right[SIGNATURE];
	uint64_t ticket_id = 0;

	if (!hk_starts(mail_id, head) || strcspn(mail_id, "@") != sizeof(head) - 1 + LETTERS)
		return false;
	if (!hk_base64url_read(hk_copy(cx->arena, mail_id + sizeof(head) - 1, LETTERS), whole,
			       WHOLE))
		return false;
	sign(cx, whole, right);
	if (!hk_digest_equal(right, whole + IDS, SIGNATURE))
		return false;
	for (int i = 0; i < 8; i++)
		ticket_id = ticket_id << 8 | whole[i];
	*ret_ticket_id = (int64_t)ticket_id;
	return true;
}

bool mail_id_is_plain(const char *mail_id)
{
	size_t length = strnlen(mail_id, MAIL_ID_MAX_BYTES + 1);

	for (size_t i = 0; i < length; i++)
		if (mail_id[i] <= ' ' || mail_id[i] == 0x7f || strchr("<>", mail_id[i]))
			return false;
	return length > 0 && length <= MAIL_ID_MAX_BYTES;
}
