/*
 * The bytes of an attachment, decoded when somebody wants them: a part is a range of the raw
 * message (struct mail_part). This runs in the trusted process, so it is small, linear, keeps a
 * few bytes of state and cannot fail on any input: what is no code is skipped.
 */
#pragma once

#include "parse/parse.h"

struct part_decoder {
	enum mail_encoding encoding;
	int state;
	uint32_t bits, count, padding; /* signs of the group that is being read */
	uint32_t left;                 /* bytes that a uuencoded line still owes */
	char digit;                    /* of a quoted byte, the first of two */
};

enum { PART_SLACK = 8 };

void part_decoder_init(struct part_decoder *decoder, enum mail_encoding encoding);
/* Returns how many bytes it put into to, which has room for len + PART_SLACK. */
size_t part_decoder_step(struct part_decoder *decoder, const char *from, size_t len, char *to);
/* What was held back at the end, at most PART_SLACK bytes. */
size_t part_decoder_end(struct part_decoder *decoder, char *to);

/* HK_INVALID: the range is not in the source; HK_UNAVAILABLE: fd does not take the bytes. */
enum hk_result mail_part_decode(const struct parse_source *source, const struct mail_part *part,
				int fd, uint64_t *ret_size);
/* Into memory, with a NUL that ret_len does not count. HK_INVALID also: more than max bytes. */
enum hk_result mail_part_load(struct hk_arena *arena, const struct parse_source *source,
			      const struct mail_part *part, size_t max, const char **ret,
			      size_t *ret_len);
