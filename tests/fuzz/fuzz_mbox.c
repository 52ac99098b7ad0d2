/*
 * Whatever stands in a file, it is read to its end in whole mails whose lines end in CRLF, and who
 * opens it anew behind a mail finds the same next one.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/file.h"
#include "channel/email/mbox.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAIL_MAX = 4000, AGAIN_MOST = 20 };

static void expect(bool is_so)
{
	if (!is_so)
		abort();
}

static void expect_lines(const struct stored_mail *mail)
{
	for (size_t i = 0; i < mail->length; i++)
		expect(mail->raw[i] != '\n' || (i > 0 && mail->raw[i - 1] == '\r'));
}

/* The mail at that position is the same. */
static void expect_again(struct hk_arena *arena, const char *path, const char *position,
			 const struct stored_mail *mail)
{
	struct stored_mail again;
	struct mbox *mbox;

	expect(mbox_open(path, position, &mbox) == HK_OK);
	expect(mbox_next(mbox, arena, MAIL_MAX, &again) == HK_OK);
	expect(again.passed == mail->passed && again.length == mail->length &&
	       again.at == mail->at && (again.raw == NULL) == (mail->raw == NULL));
	if (again.raw)
		expect(memcmp(again.raw, mail->raw, mail->length) == 0);
	mbox_close(mbox);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	scoped_arena *arena = hk_arena_new();
	scoped_fd fd = memfd_create("mbox", MFD_CLOEXEC);
	const char *path = hk_format(arena, "/proc/self/fd/%d", fd), *position = "";
	struct stored_mail mail;
	struct mbox *mbox;
	int64_t passed = 0;

	expect(fd >= 0 && hk_fd_write(fd, data, size));
	if (mbox_open(path, "", &mbox) != HK_OK)
		return 0;
	for (int i = 0; mbox_next(mbox, arena, MAIL_MAX, &mail) == HK_OK; i++) {
		expect(mail.passed > passed && mail.passed <= (int64_t)size);
		expect(!mail.raw || mail.length <= MAIL_MAX);
		if (mail.raw)
			expect_lines(&mail);
		if (i < AGAIN_MOST)
			expect_again(arena, path, position, &mail);
		passed = mail.passed;
		position = mail.next;
	}
	expect(passed == 0 || passed == mbox_size(mbox));
	mbox_close(mbox);
	return 0;
}
