package dev.promptlooper.contracts.text;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EditDistanceTest {

    @Test
    void distanceIsTheNumberOfEdits() {
        assertThat(EditDistance.between("", "")).isZero();
        assertThat(EditDistance.between("", "abc")).isEqualTo(3);
        assertThat(EditDistance.between("kitten", "sitting")).isEqualTo(3);
        assertThat(EditDistance.between("flaw", "lawn")).isEqualTo(2);
        assertThat(EditDistance.between("sitting", "kitten")).isEqualTo(3);
    }
}
