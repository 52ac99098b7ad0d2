#include "web/pages/families.h"

const struct web_route ticket_pages[] = {
	{ 0 },
};
