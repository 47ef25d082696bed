package dev.promptlooper.producer.strategy.guided.model;

import java.util.ArrayList;
import java.util.List;

/// Turns the levels of a candidate into features. A categorical level is one feature; a numeric one is spread over up to five
/// basis functions whose products reproduce a squared-exponential kernel of length 0.4 (Nyström); pairs of factors are products.
/// Features fall into *groups* that share a prior variance: one group per factor, one per pair of factors. Immutable and
/// thread-safe.
public final class Design {

    private static final int BASIS = 5;
    private static final double LENGTH = 0.4;
    // A group with more products than this is left to the candidates' own deviations.
    private static final int MAX_ATOMS = 100_000;
    private static final int MAX_PAIRS = 28;

    private final List<Factor> factors;
    private final double[][][] basis;
    private final int[][] firstAtom;
    private final int[] atoms;
    private final List<Group> groups;
    private final int width;

    /// @param factors those with more than one level; with at most two of them there are no pairs: a pair of values *is* the
    ///                candidate then
    public Design(List<Factor> factors) {
        this.factors = List.copyOf(factors);
        this.basis = new double[factors.size()][][];
        this.firstAtom = new int[factors.size()][];
        this.atoms = new int[factors.size()];
        for (int f = 0; f < factors.size(); f++) {
            layOut(f);
        }
        this.groups = layOutGroups();
        int most = 0;
        for (Group group : groups) {
            most += widest(group.first()) * (group.second() < 0 ? 1 : widest(group.second()));
        }
        this.width = most;
    }

    /// The factors, in order.
    public List<Factor> factors() {
        return factors;
    }

    /// The groups: first the factors in order, then the pairs.
    public List<Group> groups() {
        return groups;
    }

    private List<Group> layOutGroups() {
        List<Group> made = new ArrayList<>();
        for (int f = 0; f < factors.size(); f++) {
            made.add(new Group(f, -1, atoms[f]));
        }
        if (factors.size() > 2) {
            for (int f = 0; f < factors.size(); f++) {
                for (int g = f + 1; g < factors.size() && made.size() < factors.size() + MAX_PAIRS; g++) {
                    if ((long) atoms[f] * atoms[g] <= MAX_ATOMS) {
                        made.add(new Group(f, g, atoms[f] * atoms[g]));
                    }
                }
            }
        }
        return List.copyOf(made);
    }

    /// Most features of one candidate.
    int width() {
        return width;
    }

    /// Writes the features of a candidate.
    ///
    /// @param levels level of each factor
    void row(int[] levels, Row row) {
        row.size = 0;
        for (int g = 0; g < groups.size(); g++) {
            Group group = groups.get(g);
            if (group.second() < 0) {
                main(g, group.first(), levels[group.first()], row);
            } else {
                pair(g, group, levels, row);
            }
        }
    }

    private void main(int group, int factor, int level, Row row) {
        double[] values = basis[factor][level];
        int first = firstAtom[factor][level];
        for (int i = 0; i < values.length; i++) {
            row.add(group, first + i, values[i]);
        }
    }

    private void pair(int group, Group pair, int[] levels, Row row) {
        double[] left = basis[pair.first()][levels[pair.first()]];
        double[] right = basis[pair.second()][levels[pair.second()]];
        int leftFirst = firstAtom[pair.first()][levels[pair.first()]];
        int rightFirst = firstAtom[pair.second()][levels[pair.second()]];
        int stride = atoms[pair.second()];
        for (int i = 0; i < left.length; i++) {
            for (int j = 0; j < right.length; j++) {
                row.add(group, (leftFirst + i) * stride + rightFirst + j, left[i] * right[j]);
            }
        }
    }

    private int widest(int factor) {
        int widest = 1;
        for (double[] values : basis[factor]) {
            widest = Math.max(widest, values.length);
        }
        return widest;
    }

    private void layOut(int f) {
        Factor factor = factors.get(f);
        int levels = factor.size();
        basis[f] = new double[levels][];
        firstAtom[f] = new int[levels];
        int shared = factor.isNumeric() ? Math.min(BASIS, levels) : 0;
        Nystroem scale = new Nystroem(shared);
        int next = shared;
        for (int level = 0; level < levels; level++) {
            if (factor.isNumeric() && !Double.isNaN(factor.positions().get(level))) {
                basis[f][level] = scale.features(factor.positions().get(level));
            } else {
                basis[f][level] = new double[]{1};
                firstAtom[f][level] = next++;
            }
        }
        atoms[f] = next;
    }

    /// @param first  a factor
    /// @param second the other factor of a pair, or -1
    /// @param atoms  features of the group
    public record Group(int first, int second, int atoms) {}

    /// Features of one candidate; a buffer.
    static final class Row {

        final int[] group;
        final int[] atom;
        final double[] value;
        int size;

        Row(Design design) {
            group = new int[design.width];
            atom = new int[design.width];
            value = new double[design.width];
        }

        private void add(int ofGroup, int ofAtom, double ofValue) {
            group[size] = ofGroup;
            atom[size] = ofAtom;
            value[size++] = ofValue;
        }
    }

    /// k(u, ·) at evenly spaced points, whitened, so that products of features are kernel values.
    private static final class Nystroem {

        private final int points;
        private final Cholesky factor;

        Nystroem(int points) {
            this.points = points;
            double[][] kernel = new double[points][points];
            for (int i = 0; i < points; i++) {
                for (int j = 0; j < points; j++) {
                    kernel[i][j] = kernel(at(i), at(j)) + (i == j ? 1e-6 : 0);
                }
            }
            this.factor = Cholesky.inPlace(kernel);
        }

        double[] features(double u) {
            double[] values = new double[points];
            for (int i = 0; i < points; i++) {
                values[i] = kernel(u, at(i));
            }
            factor.forward(values);
            return values;
        }

        private double at(int i) {
            return points == 1 ? 0.5 : i / (double) (points - 1);
        }

        private static double kernel(double a, double b) {
            double distance = (a - b) / LENGTH;
            return Math.exp(-distance * distance / 2);
        }
    }
}
