/* How the mail of a mailbox leaves, and how it signs in: facts on its page, which lead on. */
#pragma once

#include "web/pages/admin/admin_view.h"

enum hk_result mailbox_roads_add(struct web_request *req, struct admin_form *form,
				 int64_t mailbox_id);
