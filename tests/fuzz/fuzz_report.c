/*
 * Reports about a mail: the input is what a server says of the recipients and, behind a NUL, the
 * head of the mail that it is about.
 */
#include "read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char head[] = "Content-Type: multipart/report; report-type=delivery-status;"
			   " boundary=bb\n\n--bb\n\nIt did not arrive.\n";

static void reports_try(const struct mail *mail)
{
	for (uint32_t i = 0; i < mail->report_count; i++) {
		const struct mail_report *report = &mail->reports[i];

		if (report->status[strspn(report->status, "0123456789.")])
			abort();
		if (strpbrk(report->recipient, "\r\n") || strpbrk(report->diagnostic, "\r\n"))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	scoped_arena *arena = hk_arena_new();
	const char *status = hk_copy(arena, (const char *)data, size);
	const char *original = strlen(status) < size ? status + strlen(status) + 1 : "";
	struct mail mail = mail_of_text(
		arena, hk_format(arena,
				 "%s--bb\nContent-Type: message/delivery-status\n\n%s\n"
				 "--bb\nContent-Type: text/rfc822-headers\n\n%s\n--bb--\n",
				 head, status, original));

	reports_try(&mail);
	return 0;
}
