// A command that shows what it was given: arguments, one variable, standard input, and the files of the directory /data.
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void show_directory(const char* path) {
  DIR* directory = opendir(path);
  if (!directory) {
    printf("%s: not granted\n", path);
    return;
  }
  int files = 0;
  for (struct dirent* entry; (entry = readdir(directory));)
    if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..")) ++files;
  closedir(directory);
  printf("%s: %d entries\n", path, files);
}

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) printf("argument %d: %s\n", i, argv[i]);
  const char* mode = getenv("MODE");
  printf("MODE: %s\n", mode ? mode : "(not set)");
  unsigned lines = 0, bytes = 0;
  for (int c; (c = getchar()) != EOF; ++bytes) lines += c == '\n';
  printf("standard input: %u lines, %u bytes\n", lines, bytes);
  show_directory("/data");
  return time(NULL) > 0 ? 0 : 2;
}
