# A small kernel: cells come in on descriptor 3, as what to do before, the code, and what to do after,
# each ended by a zero byte; how each went is told on 4, one JSON object a line.
cell_status=
while :; do
  trap '' INT
  if [ -n "$cell_status" ]; then
    eval "$after_cell"
    if [ "$cell_status" -ne 0 ]; then
      printf '{"type":"error","name":"","value":"%s","traceback":""}\n' "$cell_status" >&4
    fi
    printf '{"type":"done"}\n' >&4
    cell_status=
  fi
  IFS= read -r -d '' -u 3 before_cell && IFS= read -r -d '' -u 3 cell &&
    IFS= read -r -d '' -u 3 after_cell || exit
  eval "$before_cell"
  # An interrupt leaves all loops of the cell for the one here. Out of a function it is a return.
  trap 'cell_status=130; if ((${#FUNCNAME[@]})); then return 130; fi; continue 999' INT
  eval "$cell" 3<&- 4>&-
  cell_status=$?
done
