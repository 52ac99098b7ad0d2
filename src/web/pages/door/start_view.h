/* What the first page shows. */
#pragma once

#include "web/pages/customer/request_view.h"
#include "web/pages/ticket/purpose.h"

struct start_view {
	struct purposes purposes;
	struct request_cards requests; /* open ones of the customer who is signed in */
};
