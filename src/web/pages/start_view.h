/* What the first page shows. */
#pragma once

#include "web/pages/purpose.h"
#include "web/pages/request_view.h"

struct start_view {
	struct purposes purposes;
	struct request_cards requests; /* open ones of the customer who is signed in */
};
