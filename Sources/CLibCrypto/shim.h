// OpenSSL 3 marks SHA256_Init and its like as deprecated in favour of EVP, which keeps its state in an object: 1.6 times the cost for
// the hundred bytes of a field at best, and a value could not be copied (docs/DECISIONS.md). All of OpenSSL 3 has them.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
