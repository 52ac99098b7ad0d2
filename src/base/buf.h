/*
 * A buffer that grows up to a limit which it is born with. Past the limit it
 * keeps what it has and remembers that something was cut.
 */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hk_buf {
	char *bytes; /* malloc'ed; ends in NUL once anything was put */
	size_t length, room, max;
	bool is_cut;
};

void hk_buf_init(struct hk_buf *buf, size_t max);
void hk_buf_done(struct hk_buf *buf);
/* Hands the bytes to the caller, who frees them; the buffer is empty again. Never NULL. */
char *hk_buf_take(struct hk_buf *buf, size_t *ret_length);
void hk_buf_clear(struct hk_buf *buf);

void hk_buf_put(struct hk_buf *buf, const void *bytes, size_t length);
void hk_buf_text(struct hk_buf *buf, const char *text);
void hk_buf_char(struct hk_buf *buf, char sign);
void hk_buf_int(struct hk_buf *buf, int64_t number);
__attribute__((format(printf, 2, 3))) void hk_buf_format(struct hk_buf *buf, const char *format,
							 ...);

#define scoped_buf __attribute__((cleanup(hk_buf_done))) struct hk_buf
