#include "web/pages/families.h"

const struct web_route request_pages[] = {
	{ 0 },
};
