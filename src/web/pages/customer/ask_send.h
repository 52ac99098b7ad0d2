/* From what was answered in the web form to a ticket. */
#pragma once

#include "web/pages/customer/ask_draft.h"

/* The same draft is the same request, however often it is sent. HK_DENIED: too often from this
 * client or address. */
enum hk_result ask_hand_over(struct ask_draft *draft);
