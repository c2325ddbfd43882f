#!/usr/bin/env bash
# Runs the tutorials and makes their pictures, so that the pages stay true:
#
#   docs/tutorials/run.sh lora            a LoRA of a new thing (giraffes, composed of an emoji font; no picture of yours is needed)
#   docs/tutorials/run.sh own FOLDER      a model of your own from nothing
#   docs/tutorials/run.sh cats FOLDER     a model of photographs without words
#   docs/tutorials/run.sh breeds FOLDER MODEL   the same, asked for by short captions ("siamese cat"), from a model that cats made
#
# MINUTES is how long each trains (20, 60, 240 and 36 when left out). MINUTES=0.1 only tries that everything runs, and leaves docs/pictures alone.
# HIPPOGRIFF is the program; SPRITES a folder of sprites (made of the installed emoji font when left out).
set -euo pipefail
cd "$(dirname "$0")/../.."

program=${HIPPOGRIFF:-dotnet run -c Release --project src/Hippogriff.Cli --}
work=${WORK:-out/tutorials}
what=${1:-lora}

hippogriff() {
  echo "\$ hippogriff $*" >&2
  $program "$@"
}

# Takes a picture over into the pages, unless this is only a try.
keep() {
  if [[ ${MINUTES:-} == 0.1 ]]; then echo "not kept: $2"; else cp "$1" "docs/pictures/$2"; echo "docs/pictures/$2"; fi
}

newest() {
  find "$1" -name 'step-*.png' | sort | tail -n 1
}

lora() {
  local sprites=${SPRITES:-$work/sprites}
  rm -rf "$work/giraffes" "$work/giraffe"
  [[ -d $sprites ]] || hippogriff data emoji --out "$sprites"
  hippogriff data scenes --data "$sprites" --world recipes/worlds/giraffes.json --count 24 --seed 3 --folder "$work/giraffes"
  hippogriff data check "$work/giraffes" --sheet "$work/giraffes.png"
  hippogriff train --data "$work/giraffes" --base first --lora-rank 8 --like elephant --out "$work/giraffe" --minutes "${MINUTES:-20}"
  hippogriff generate "a giraffe on a beach" --lora "$work/giraffe/giraffe.safetensors" --seed 1 --count 4 --out "$work/giraffe/drawn/"
  rm -rf "$work/weights"
  mkdir "$work/weights"
  for weight in -1 0 0.5 1 1.5; do
    local number=$(($(find "$work/weights" -name '*.png' | wc -l) + 1))
    hippogriff generate "a giraffe on grass" --lora "$work/giraffe/giraffe.safetensors:$weight" --seed 1 --out "$work/weights/$number.png"
    echo "counted $weight times" > "$work/weights/$number.txt"
  done
  hippogriff data check "$work/weights" --sheet "$work/weights.png"
  keep "$work/giraffes.png" lora-data.png
  keep "$work/weights.png" lora-weights.png
  keep "$(newest "$work/giraffe/sheets")" lora-sheet.png
}

own() {
  local data=${1:?name a folder of captioned pictures}
  rm -rf "$work/own"
  hippogriff data crop "$data" --out "$work/own/pictures" --size 64
  hippogriff data check "$work/own/pictures"
  hippogriff train --data "$work/own/pictures" --recipe recipes/own/small.json --out "$work/own/run" --minutes "${MINUTES:-60}"
  keep "$(newest "$work/own/run/sheets")" own-model-sheet.png
  keep "$work/own/run/sheets/copies.png" own-model-copies.png
}

cats() {
  local data=${1:?name a folder of pictures}
  rm -rf "$work/cats"
  hippogriff data check "$data" --no-captions || true
  hippogriff train --data "$data" --recipe recipes/own/cats.json --out "$work/cats" --minutes "${MINUTES:-240}"
  hippogriff generate "" --model "$work/cats/model" --seed 1 --strip --out "$work/cats/cat.png"
  hippogriff generate "" --model "$work/cats/model" --seed 1 --count 48 --sheet "$work/cats/cats.png"
  keep "$work/cats/cats.png" cats-sheet.png
  keep "$work/cats/cat-steps.png" cats-strip.png
}

breeds() {
  local data=${1:?name a folder of pictures with short captions} model=${2:?name the model that the tutorial cats made}
  rm -rf "$work/breeds"
  hippogriff data check "$data"
  hippogriff train --base "$model" --data "$data" --recipe recipes/own/breeds.json --out "$work/breeds" --minutes "${MINUTES:-36}" --rate 0.0008
  local breeds=(abyssinian bengal birman bombay "british shorthair" "egyptian mau" "maine coon" persian ragdoll "russian blue" siamese sphynx)
  printf '%s cat\n' "${breeds[@]}" > "$work/breeds.txt"
  hippogriff generate --prompts "$work/breeds.txt" --model "$work/breeds/model" --seed 1 --count 6 --sheet "$work/breeds/breeds.png"
  keep "$work/breeds/breeds.png" cats-breeds.png
}

mkdir -p "$work"
case $what in
  lora) lora ;;
  own) own "${2:-}" ;;
  cats) cats "${2:-}" ;;
  breeds) breeds "${2:-}" "${3:-}" ;;
  *) echo "There is no tutorial '$what'; there are lora, own, cats and breeds." >&2; exit 2 ;;
esac
