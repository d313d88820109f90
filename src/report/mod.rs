//! stub until the branch `report` is merged
pub mod escape {
    //! stub
    /// stub
    pub fn json(s: &str) -> String {
        s.into()
    }
    /// stub
    pub fn terminal(s: &str) -> String {
        s.into()
    }
}
