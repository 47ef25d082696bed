package dev.promptlooper.producer.strategy.guided.model;

/// Lower triangular factor of a symmetric positive definite matrix. Not thread-safe while it is made, immutable afterwards.
final class Cholesky {

    // Relative to the diagonal; only rounding can bring a pivot of the matrices here below it.
    private static final double SMALLEST = 1e-12;

    private final int size;
    private final double[][] lower;

    private Cholesky(double[][] lower) {
        this.size = lower.length;
        this.lower = lower;
    }

    /// Factors in place: the argument's lower triangle is read and overwritten.
    ///
    /// @throws ArithmeticException when an element is not finite
    static Cholesky inPlace(double[][] matrix) {
        for (int i = 0; i < matrix.length; i++) {
            double[] row = matrix[i];
            double diagonal = row[i];
            for (int j = 0; j <= i; j++) {
                double[] other = matrix[j];
                double sum = row[j];
                for (int k = 0; k < j; k++) {
                    sum -= row[k] * other[k];
                }
                row[j] = j < i ? sum / other[j] : Math.sqrt(Math.max(sum, SMALLEST * Math.max(diagonal, 1)));
            }
            if (!Double.isFinite(row[i])) {
                throw new ArithmeticException(
                        "the matrix of the model has an element that is not a number in row " + i);
            }
        }
        return new Cholesky(matrix);
    }

    /// Logarithm of the determinant of the factored matrix.
    double logDeterminant() {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += Math.log(lower[i][i]);
        }
        return 2 * sum;
    }

    /// Solves L·x = b in place.
    void forward(double[] b) {
        forward(b, 0);
    }

    /// @param first index of the first element that is not 0
    private void forward(double[] b, int first) {
        for (int i = first; i < size; i++) {
            double sum = b[i];
            double[] row = lower[i];
            for (int k = first; k < i; k++) {
                sum -= row[k] * b[k];
            }
            b[i] = sum / row[i];
        }
    }

    /// Solves Lᵀ·x = b in place.
    void backward(double[] b) {
        for (int i = size - 1; i >= 0; i--) {
            double value = b[i] / lower[i][i];
            b[i] = value;
            double[] row = lower[i];
            for (int k = 0; k < i; k++) {
                b[k] -= row[k] * value;
            }
        }
    }

    /// The inverse of the factored matrix, symmetric and complete.
    double[][] inverse() {
        double[][] inverse = new double[size][size];
        for (int i = 0; i < size; i++) {
            inverse[i][i] = 1;
            forward(inverse[i], i);
            backward(inverse[i]);
        }
        return inverse;
    }
}
