/*
 * Whatever a client says, the server answers in whole lines, keeps only what was ended by a dot
 * alone on its line, and says the same however the bytes were cut. The first byte says how.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "channel/email/lmtp_session.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { OUT_MAX = 16 * 1024 * 1024, MAIL_MAX = 5000, RECIPIENTS = 5, MISTAKES = 50 };

struct seen {
	struct hk_buf *kept;
};

static void expect(bool is_kept)
{
	if (!is_kept)
		abort();
}

static enum hk_result recipient(void *worker, const char *address)
{
	(void)worker;
	expect(*address && hk_utf8_is_valid(address, strlen(address)));
	return *address == 'n' ? HK_NOT_FOUND : HK_OK;
}

static enum hk_result message(void *worker, const char *to, const char *from,
			      const struct lmtp_message *sent, const char **ret_text)
{
	struct seen *seen = worker;

	(void)to;
	expect(hk_utf8_is_valid(from, strlen(from)));
	expect(sent->bytes && sent->size <= MAIL_MAX && !sent->bytes[sent->size]);
	hk_buf_put(seen->kept, sent->bytes, (size_t)sent->size);
	*ret_text = from; /* as wild as a text can get */
	return sent->size % 3 == 0 ? HK_OK : HK_INVALID;
}

static void talk(const uint8_t *data, size_t size, size_t step, struct hk_buf *out,
		 struct hk_buf *kept)
{
	static const struct lmtp_limits limits = { "fuzz.example", NULL, MAIL_MAX, RECIPIENTS,
						   MISTAKES };
	struct seen seen = { kept };
	const struct lmtp_handler handler = { .recipient = recipient, .message = message };
	struct lmtp_session *session = lmtp_session_new(&limits, &handler, &seen);

	while (size > 0 && !lmtp_is_over(session)) {
		size_t part = size < step ? size : step;
		size_t taken = lmtp_feed(session, (const char *)data, part, out);

		expect(taken <= part && (taken > 0 || lmtp_is_over(session)));
		data += taken;
		size -= taken;
	}
	lmtp_session_free(session);
}

static void expect_lines(const struct hk_buf *out)
{
	expect(out->length == 0 || hk_ends(out->bytes, "\r\n"));
	for (size_t i = 0; i < out->length; i++) {
		expect(out->bytes[i] != '\0');
		if (out->bytes[i] == '\n')
			expect(i > 0 && out->bytes[i - 1] == '\r');
		if (out->bytes[i] == '\r')
			expect(out->bytes[i + 1] == '\n');
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hk_buf out[2], kept[2];

	if (size < 1)
		return 0;
	for (int i = 0; i < 2; i++) {
		hk_buf_init(&out[i], OUT_MAX);
		hk_buf_init(&kept[i], OUT_MAX);
		hk_buf_text(&out[i], "");
		hk_buf_text(&kept[i], "");
	}
	talk(data + 1, size - 1, size, &out[0], &kept[0]);
	talk(data + 1, size - 1, (size_t)data[0] + 1, &out[1], &kept[1]);
	expect_lines(&out[0]);
	expect(out[0].length == out[1].length && kept[0].length == kept[1].length);
	expect(memcmp(out[0].bytes, out[1].bytes, out[0].length) == 0);
	expect(memcmp(kept[0].bytes, kept[1].bytes, kept[0].length) == 0);
	for (int i = 0; i < 2; i++) {
		hk_buf_done(&out[i]);
		hk_buf_done(&kept[i]);
	}
	return 0;
}
