package dev.promptlooper.scoring.board;

import dev.promptlooper.scoring.statistics.CaseValue;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The runs of one candidate on one case, one [Cell] per repeat in the order of repeats. Immutable.
final class CaseCells {

    static final CaseCells EMPTY = new CaseCells(List.of());

    private static final int FORMAT = 1;

    private final List<Cell> cells;

    private CaseCells(List<Cell> cells) {
        this.cells = cells;
    }

    @Nullable
    Cell find(int repeat) {
        for (Cell cell : cells) {
            if (cell.repeat() == repeat) {
                return cell;
            }
        }
        return null;
    }

    /// With this cell in the place of its repeat.
    CaseCells with(Cell cell) {
        List<Cell> changed = new ArrayList<>(cells.size() + 1);
        for (Cell other : cells) {
            if (other.repeat() != cell.repeat()) {
                changed.add(other);
            }
        }
        changed.add(cell);
        changed.sort(Comparator.comparingInt(Cell::repeat));
        return new CaseCells(changed);
    }

    /// A metric's value on this case.
    CaseValue value(int metric) {
        double[] repeats = new double[cells.size()];
        for (int i = 0; i < repeats.length; i++) {
            repeats[i] = cells.get(i).value(metric);
        }
        return CaseValue.of(repeats);
    }

    byte[] toBytes() {
        Packer packer = new Packer(32 + cells.size() * 80).number(FORMAT).number(cells.size());
        cells.forEach(cell -> cell.pack(packer));
        return packer.toBytes();
    }

    static CaseCells fromBytes(byte @Nullable [] bytes) {
        if (bytes == null) {
            return EMPTY;
        }
        Unpacker unpacker = new Unpacker(bytes);
        unpacker.format(FORMAT);
        int count = unpacker.small();
        List<Cell> cells = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            cells.add(Cell.unpack(unpacker));
        }
        return new CaseCells(cells);
    }
}
