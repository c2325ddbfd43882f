#!/usr/bin/env bash
# Makes the pictures of the pages that show the shipped model, by the commands that stand above them:
#
#   docs/pictures.sh                      all of them
#   docs/pictures.sh readme glass         some: readme, drawing, glass, perfect
#   SPRITES=DIR docs/pictures.sh perfect  'perfect' needs a folder of sprites (hippogriff data emoji --out DIR)
#
# HIPPOGRIFF is the program. Pictures of the studio's pages are made by tests, see docs/studio.md.
set -euo pipefail
cd "$(dirname "$0")/.."

program=${HIPPOGRIFF:-dotnet run -c Release --project src/Hippogriff.Cli --}
pictures=docs/pictures
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

hippogriff() {
  echo "\$ hippogriff $*" >&2
  $program "$@"
}

readme() {
  hippogriff generate "80s tv commercial showing a hippo fighting a pegasus" --with "a cat" "a blue cat to the left of a red apple" "three penguins on a beach at night, pixel art" \
    --seed 1 --count 6 --sheet $pictures/acid-test.png
}

drawing() {
  hippogriff generate "a red apple on a table" --with "a blue cat on the grass" "two dogs in the snow" --count 4 --seed 1 --sheet $pictures/sheet.png
  hippogriff generate "80s tv commercial showing a hippo fighting a pegasus" --with "a cat" "a blue cat to the left of a red apple" "three penguins on a beach at night, pixel art" \
    --seed 1 --count 6 --model first-fast --sheet $pictures/fast.png
}

glass() {
  hippogriff map --out $pictures/glass-map.png
  hippogriff spread "a picture" "a cat" "a blue cat" "a blue cat on the grass at night" --out "$work/spread.png"
  cp "$work/spread.png" $pictures/glass-spread.png
  cp "$work"/spread-*.png $pictures/glass-clouds.png
  hippogriff walk "a cat" --to "a dog" --out $pictures/glass-walk.png
  hippogriff walk "a cat" --with "a dog" "a car" --count 5 --out $pictures/glass-table.png
  hippogriff steps "a blue cat on the grass" --seed 3 --out $pictures/glass-steps.png
  hippogriff attention "a blue cat to the left of a red apple" --out $pictures/glass-attention.png
  hippogriff generate "a cat" --seed 5 --out "$work/cat.png"
  hippogriff survival "$work/cat.png" --prompt "a dog" --out "$work/survival.png"
  cp "$work/survival.png" $pictures/glass-survival.png
}

perfect() {
  hippogriff perfect "${SPRITES:?names a folder of sprites}" --pictures 64 --count 5 --steps 10 --patch 5 --out $pictures/perfect.png
}

for what in ${@:-readme drawing glass perfect}; do
  case $what in
    readme | drawing | glass | perfect) $what ;;
    *) echo "docs/pictures.sh knows readme, drawing, glass and perfect, not '$what'." >&2; exit 2 ;;
  esac
done
