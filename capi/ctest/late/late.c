/*
 * A server that forks its workers first and loads the library in the worker. The program is not linked with the library: its argument is the
 * library's path.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <psa/crypto.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static int work(const char *library)
{
    uint8_t hash[32];
    size_t n = 0;
    void *l = dlopen(library, RTLD_NOW);
    psa_status_t (*init)(void);
    psa_status_t (*compute)(psa_algorithm_t, const uint8_t *, size_t, uint8_t *, size_t, size_t *);

    if (!l) {
        printf("%s\n", dlerror());
        return 1;
    }
    *(void **)&init = dlsym(l, "psa_crypto_init");
    *(void **)&compute = dlsym(l, "psa_hash_compute");
    if (init() != PSA_SUCCESS || compute(PSA_ALG_SHA_256, NULL, 0, hash, sizeof hash, &n) != PSA_SUCCESS || n != 32)
        return 2;
    return hash[0] != 0xe3; /* FIPS 180-4: SHA-256 of nothing begins with e3 */
}

int main(int argc, char **argv)
{
    int status = -1;

    if (argc < 2)
        return 3;
    for (int i = 0; i < 3; i++) {
        const pid_t pid = fork();

        if (pid == 0)
            _exit(work(argv[1]));
        if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
            printf("a worker ends with %d\n", status);
            return 1;
        }
    }
    return 0;
}
