/* What the house writes by itself to somebody who complains (ISO 10002, 7.3 and 7.4). */
#pragma once

#include "job/mail/mail.h"

/* Makes a mail about a complaint of a confirmation; nothing of other tickets. */
enum hk_result complaint_mail_fill(struct ctx *cx, const struct ticket *ticket,
				   struct mail_order *order);
