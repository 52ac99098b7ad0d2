/* Reads a mail in the target's own process and checks what every answer must be. */
#pragma once

#include <stdlib.h>
#include <string.h>

#include "parse/inside.h"

/* Of the sanitisers, where there are any. */
__attribute__((weak)) void lsan_disable(void) __asm__("__lsan_disable");
__attribute__((weak)) void lsan_enable(void) __asm__("__lsan_enable");

/* The MIME library never frees its table of types. */
static inline void start_once(void)
{
	static bool is_started;

	if (!is_started && lsan_disable)
		lsan_disable();
	if (!is_started)
		mail_start();
	if (!is_started && lsan_enable)
		lsan_enable();
	is_started = true;
}

/* Whatever the mail, the answer passes the validator, and a text has a new part. */
static inline struct mail mail_of(struct hk_arena *arena, const struct request *request,
				  const char *raw)
{
	g_autoptr(GString) out = g_string_new(NULL);
	struct mail mail;

	start_once();
	mail_parse(request, hk_copy(arena, raw, request->len), out);
	if (mail_read(arena, (unsigned char *)hk_copy(arena, out->str, out->len), out->len,
		      request->len, &request->limits, &mail) != HK_OK)
		abort();
	if (mail.text[strspn(mail.text, " \t\n")] && !mail.reply[0])
		abort();
	return mail;
}

static inline struct mail mail_of_text(struct hk_arena *arena, const char *raw)
{
	struct request request = { .len = strlen(raw), .limits = parse_limits_usual };

	return mail_of(arena, &request, raw);
}

/* One header cannot end itself: line ends go on with a blank, and a NUL would end the test. */
static inline char *header_value(struct hk_arena *arena, const uint8_t *data, size_t size)
{
	char *value = hk_copy(arena, (const char *)data, size);

	for (size_t i = 0; i < size; i++)
		if (value[i] == '\0' || (value[i] == '\n' && value[i + 1] != ' '))
			value[i] = ' ';
	return value;
}
