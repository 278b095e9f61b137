use average::degrees;

#[test]
fn are_in_degrees() {
    assert_eq!(degrees(0), 21.5);
}
