/* What a spam filter on the way (SpamAssassin, rspamd) wrote into the head of a mail. */
#pragma once

#include "parse/parse.h"

/* limit: points of the mailbox's setting; 0: never. Where the filter gave no points, its plain yes
 * counts. A sender can write such lines too, so of several the worst counts. ret_points, which may
 * be NULL: how many it gave, in hundredths; 0: none. */
bool spam_is_over(const struct mail *mail, int64_t limit, int64_t *ret_points);
