package dev.promptlooper.standalone.fakellm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Objects;

class SolverTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            What is 17 + 4 * 3? | 29
            Compute 12 times 9. | 108
            What is 144 divided by 12, minus 0? | 12
            What is 7.5 - 2.5? | 5
            Which is the largest: 3, 19 or 4? | 19
            How many letters has the word "harbour"? how many letters | 7
            Write "lamp" backwards. | pmal
            Mia has 12 apples. She buys 5 more and eats 3. How many are left? | 14
            There are 4 boxes with 6 pens each. How many pens are there? | 24
            Tom has 20 coins and gives 8 away. How many has he? | 12
            24 sweets are shared equally between 6 children. How many does each get? | 4
            """)
    void solverFindsTheRightAnswer(String question, String answer) {
        assertThat(Objects.requireNonNull(Solver.solve(question)).answer()).isEqualTo(answer);
    }

    @Test
    void solverKnowsWhatItDoesNotKnow() {
        assertThat(Solver.solve("Why is the sea salty?")).isNull();
    }
}
