# `./portal lock`: compiles requirements*.in to lock files with hashes, valid on every platform and naming no address.
# Without arguments what is locked stays as it is; --upgrade takes the newest of everything.
set -eu
compile() {
  "$UV" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
    --custom-compile-command "./portal lock" --output-file "$@"
}
for name in requirements-prod requirements requirements-dev; do
  compile $name.txt $name.in "$@"
done
compile tools/uv.txt tools/uv.in "$@"
printf 'portal: lock files written; look at the difference before you commit it.\n' >&2
