#include "web/pages/families.h"

const struct web_route api_pages[] = {
	{ 0 },
};
