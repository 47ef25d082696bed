package dev.promptlooper.projector.live;

/// Who came in, as far as the feed has to know. Asked from many threads while a connection or a waiting poll lives.
public interface Admission {

    /// Whose connections are counted together.
    String visitor();

    /// Whether they may see a channel.
    boolean maySee(ChannelName channel);

    /// Whether they would come in now. Cheap, but may ask the database.
    boolean isValid();
}
