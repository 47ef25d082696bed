package dev.promptlooper.projector.live;

/// Somebody who may see everything as long as the test lasts.
final class Guest implements Admission {

    static final Guest ANYBODY = new Guest();

    private Guest() {}

    @Override
    public String visitor() {
        return "anybody";
    }

    @Override
    public boolean maySee(ChannelName channel) {
        return true;
    }

    @Override
    public boolean isValid() {
        return true;
    }
}
